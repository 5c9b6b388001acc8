import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  Source,
  TokenKind,
  type ValueNode,
} from 'graphql/index.js';
import { fail } from './errors.ts';

/** The most that one GraphQL request may ask for. */
export interface GraphqlLimits {
  readonly tokens: number;
  /** Levels of fields. */
  readonly depth: number;
  /** Fields asked for under another name. */
  readonly aliases: number;
  /** One a field, times the length of the lists above it. */
  readonly cost: number;
}

/** Limits of the gateway, which a person's own question meets. */
export const defaultGraphqlLimits: GraphqlLimits = { tokens: 4_000, depth: 12, aliases: 30, cost: 50_000 };

/** Limits of a subgraph unless told: its caller is the gateway, whose planner adds names and tokens of its own to a question that was within the limits. */
export const subgraphLimits: GraphqlLimits = { ...defaultGraphqlLimits, tokens: 16_000, aliases: 1_000 };

/** A list whose length nobody states counts as this many. */
const assumedLength = 10;

/** Refuses a text with too many tokens, before it is parsed: QUERY_TOO_LONG; QUERY_INVALID when it is not GraphQL. */
export function checkTokens(query: string, limits: GraphqlLimits): void {
  // Mercurius would take a syntax tree in JSON for a document, past every limit on the text.
  if (isJson(query)) throw fail('QUERY_INVALID');
  const lexer = new Lexer(new Source(query));
  for (let count = 0; ; count += 1) {
    if (count > limits.tokens) throw fail('QUERY_TOO_LONG', { detail: `≤ ${limits.tokens}` });
    if (nextKind(lexer) === TokenKind.EOF) return;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function nextKind(lexer: Lexer): TokenKind {
  try {
    return lexer.advance().kind;
  } catch (error) {
    throw fail('QUERY_INVALID', { cause: error });
  }
}

/** What is to be measured. */
export interface MeasuredQuery {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Refuses what is too deep, renamed too often or too costly: QUERY_TOO_DEEP, TOO_MANY_ALIASES, QUERY_TOO_COSTLY. */
export function checkLimits(query: MeasuredQuery, limits: GraphqlLimits): void {
  const measure = measureQuery(query);
  if (measure.depth > limits.depth) throw fail('QUERY_TOO_DEEP', { detail: `≤ ${limits.depth}` });
  if (measure.aliases > limits.aliases) throw fail('TOO_MANY_ALIASES', { detail: `≤ ${limits.aliases}` });
  if (measure.cost > limits.cost) throw fail('QUERY_TOO_COSTLY', { detail: `≤ ${limits.cost}` });
}

interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly cost: number;
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Measures of fragments already walked, so that fragments in fragments do not multiply the work. */
  readonly known: Map<string, Measure>;
  readonly open: Set<string>;
}

const nothing: Measure = { depth: 0, aliases: 0, cost: 0 };

function measureQuery({ schema, document, operationName, variables }: MeasuredQuery): Measure {
  const { definitions } = document;
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const walk: Walk = { schema, fragments, variables: variables ?? {}, known: new Map(), open: new Set() };
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operations
    .filter((node) => operationName === undefined || operationName === null || node.name?.value === operationName)
    .map((node) => measureSet(walk, node.selectionSet, rootType(schema, node), false))
    .reduce(larger, nothing);
}

function rootType(schema: GraphQLSchema, { operation }: OperationDefinitionNode): GraphQLNamedType | undefined {
  return schema.getRootType(operation) ?? undefined;
}

function measureSet(walk: Walk, set: SelectionSetNode, parent: GraphQLNamedType | undefined, paged: boolean): Measure {
  return set.selections.map((node) => measureSelection(walk, node, parent, paged)).reduce(together, nothing);
}

function measureSelection(
  walk: Walk,
  node: SelectionNode,
  parent: GraphQLNamedType | undefined,
  paged: boolean,
): Measure {
  switch (node.kind) {
    case Kind.FIELD:
      return measureField(walk, node, parent, paged);
    case Kind.INLINE_FRAGMENT: {
      const type = node.typeCondition === undefined ? parent : walk.schema.getType(node.typeCondition.name.value);
      return measureSet(walk, node.selectionSet, type, paged);
    }
    case Kind.FRAGMENT_SPREAD:
      return measureFragment(walk, node.name.value, paged);
  }
}

function measureFragment(walk: Walk, name: string, paged: boolean): Measure {
  const fragment = walk.fragments.get(name);
  if (fragment === undefined) return nothing; // validation names it
  const key = `${name} ${paged}`;
  const known = walk.known.get(key);
  if (known !== undefined) return known;
  if (walk.open.has(key)) throw fail('QUERY_INVALID', { detail: '片段循环引用' });
  walk.open.add(key);
  const measure = measureSet(
    walk,
    fragment.selectionSet,
    walk.schema.getType(fragment.typeCondition.name.value),
    paged,
  );
  walk.known.set(key, measure);
  return measure;
}

function measureField(walk: Walk, node: FieldNode, parent: GraphQLNamedType | undefined, paged: boolean): Measure {
  const field = fieldOf(parent, node.name.value);
  const stated = statedLength(walk, node);
  const aliases = node.alias === undefined ? 0 : 1;
  if (node.selectionSet === undefined) return { depth: 1, aliases, cost: 1 };
  const list = field !== undefined && isList(field.type);
  // A page states its length once: `edges` or `items` inside it do not multiply again.
  const length = stated ?? (list && !paged ? assumedLength : 1);
  const type = field === undefined ? undefined : getNamedType(field.type);
  const inner = measureSet(walk, node.selectionSet, type, stated !== undefined && !list);
  return { depth: inner.depth + 1, aliases: inner.aliases + aliases, cost: 1 + length * inner.cost };
}

function fieldOf(parent: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** The length that the arguments state: `first`, `last` or the longest list among them, such as `representations`. */
function statedLength(walk: Walk, node: FieldNode): number | undefined {
  const lengths = (node.arguments ?? []).flatMap(({ name, value }) => {
    const given = givenValue(walk, value);
    if (Array.isArray(given)) return [given.length];
    return (name.value === 'first' || name.value === 'last') && typeof given === 'number' ? [Math.max(given, 0)] : [];
  });
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

function givenValue(walk: Walk, node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return walk.variables[node.name.value];
    case Kind.INT:
      return Number(node.value);
    case Kind.LIST:
      return node.values;
    default:
      return undefined;
  }
}

function together(a: Measure, b: Measure): Measure {
  return { depth: Math.max(a.depth, b.depth), aliases: a.aliases + b.aliases, cost: a.cost + b.cost };
}

function larger(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: Math.max(a.aliases, b.aliases),
    cost: Math.max(a.cost, b.cost),
  };
}
