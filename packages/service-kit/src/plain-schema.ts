import type { TSchema } from 'typebox';

/** A JSON Schema node, as TypeBox writes it. */
export interface SchemaNode {
  readonly [keyword: string]: unknown;
  readonly $id?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

/** Reads a TypeBox schema as the plain JSON Schema that it is. */
export function nodeOf(schema: TSchema): SchemaNode {
  return schema as SchemaNode;
}

/** Whether a node is an amount of money: an integer described as `分`, as `Fen` of contracts is. */
export function isFen(node: SchemaNode): boolean {
  return node.type === 'integer' && (node.description ?? '').startsWith('分');
}

/** The branch of `X | null`; undefined when the node is not exactly that. */
export function nullableBranch(node: SchemaNode): SchemaNode | undefined {
  const [first, second, ...more] = node.anyOf ?? [];
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  if (second.type === 'null') return first;
  return first.type === 'null' ? second : undefined;
}

/** Applies `change` to a node after its children; the schema given is not touched. */
export function mapSchema(node: SchemaNode, change: (node: SchemaNode) => SchemaNode): SchemaNode {
  const inner = (child: SchemaNode): SchemaNode => mapSchema(child, change);
  const { items, additionalProperties } = node;
  return change({
    ...node,
    ...(node.anyOf === undefined ? {} : { anyOf: node.anyOf.map(inner) }),
    ...(node.allOf === undefined ? {} : { allOf: node.allOf.map(inner) }),
    ...(node.properties === undefined ? {} : { properties: mapValues(node.properties, inner) }),
    ...(node.patternProperties === undefined ? {} : { patternProperties: mapValues(node.patternProperties, inner) }),
    ...(items === undefined ? {} : { items: isList(items) ? items.map(inner) : inner(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: inner(additionalProperties) } : {}),
  });
}

function isList(items: SchemaNode | readonly SchemaNode[]): items is readonly SchemaNode[] {
  return Array.isArray(items);
}

function mapValues(
  nodes: Readonly<Record<string, SchemaNode>>,
  change: (node: SchemaNode) => SchemaNode,
): Record<string, SchemaNode> {
  return Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, change(node)]));
}
