import type { TSchema } from 'typebox';
import { isFen, nodeOf, nullableBranch, type SchemaNode } from './plain-schema.ts';

/** How TypeBox objects become GraphQL types. */
export interface GraphqlTypeOptions {
  /** `input` types instead of object types. */
  readonly input?: boolean;
  /** Entity keys: type name → field, written as `@key(fields: "id")`. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Fields to leave out, as `Type.field`. */
  readonly omit?: readonly string[];
}

/**
 * SDL of object types (named by `$id`) with the enums and objects inside them. Known nodes: object, array, string, integer
 * (Fen where it is money), number, boolean, unions of string literals, `X | null`; ids are ID. Anything else throws at
 * start, naming type and field. A nested object or enum without `$id` is named `<Type><Field>`.
 */
export function toGraphqlTypes(schemas: readonly TSchema[], options: GraphqlTypeOptions = {}): string {
  const writer: Writer = { options, definitions: new Map() };
  for (const schema of schemas) {
    const node = nodeOf(schema);
    if (node.$id === undefined) throw new Error('A schema needs an $id to become a GraphQL type');
    namedType(writer, node, node.$id);
  }
  return [...writer.definitions.values()].map(({ sdl }) => sdl).join('\n\n');
}

interface Writer {
  readonly options: GraphqlTypeOptions;
  readonly definitions: Map<string, { node: SchemaNode; sdl: string }>;
}

const nameShape = /^[A-Za-z][A-Za-z0-9_]*$/;

function namedType(writer: Writer, node: SchemaNode, name: string): string {
  if (!nameShape.test(name)) throw new Error(`${name} cannot be the name of a GraphQL type`);
  const known = writer.definitions.get(name);
  if (known !== undefined) {
    if (JSON.stringify(known.node) !== JSON.stringify(node)) throw new Error(`Two schemas are called ${name}`);
    return name;
  }
  writer.definitions.set(name, { node, sdl: '' }); // holds its place before the types inside it
  writer.definitions.set(name, {
    node,
    sdl: node.type === 'object' ? objectSdl(writer, node, name) : enumSdl(node, name),
  });
  return name;
}

function objectSdl(writer: Writer, node: SchemaNode, name: string): string {
  const { input = false, keys = {}, omit = [] } = writer.options;
  if (node.patternProperties !== undefined) throw new Error(`${name}: a record has no GraphQL type`);
  const required = new Set(node.required ?? []);
  const fields = Object.entries(node.properties ?? {}).filter(([field]) => !omit.includes(`${name}.${field}`));
  if (fields.length === 0) throw new Error(`${name}: a GraphQL type needs a field`);
  const lines = fields.map(([field, child]) => {
    const nullable = nullableBranch(child);
    const type = typeOf(writer, nullable ?? child, { type: name, field });
    return `  ${field}: ${type}${required.has(field) && nullable === undefined ? '!' : ''}`;
  });
  const key = keys[name] === undefined ? '' : ` @key(fields: "${keys[name]}")`;
  return `${input ? 'input' : 'type'} ${name}${key} {\n${lines.join('\n')}\n}`;
}

function enumSdl(node: SchemaNode, name: string): string {
  const values = literalsOf(node);
  if (values === undefined) throw new Error(`${name}: neither an object nor a union of literals`);
  const wrong = values.find((value) => !nameShape.test(value));
  if (wrong !== undefined) throw new Error(`${name}: "${wrong}" cannot be a GraphQL enum value`);
  return `enum ${name} {\n${values.map((value) => `  ${value}`).join('\n')}\n}`;
}

interface Place {
  readonly type: string;
  readonly field: string;
}

function typeOf(writer: Writer, node: SchemaNode, place: Place): string {
  if (literalsOf(node) !== undefined) return namedType(writer, node, node.$id ?? nestedName(place));
  switch (node.type) {
    case 'string':
      return node.format === 'uuid' || place.field === 'id' ? 'ID' : 'String';
    case 'integer':
      return isFen(node) ? 'Fen' : 'Int';
    case 'number':
      return 'Float';
    case 'boolean':
      return 'Boolean';
    case 'object':
      return namedType(writer, node, node.$id ?? nestedName(place));
    case 'array':
      return listOf(writer, node, place);
    default:
      throw new Error(`${place.type}.${place.field}: a schema of type ${node.type ?? 'any'} has no GraphQL type`);
  }
}

function listOf(writer: Writer, node: SchemaNode, place: Place): string {
  const { items } = node;
  if (items === undefined || Array.isArray(items))
    throw new Error(`${place.type}.${place.field}: a tuple has no GraphQL type`);
  const item = items as SchemaNode;
  const nullable = nullableBranch(item);
  return `[${typeOf(writer, nullable ?? item, place)}${nullable === undefined ? '!' : ''}]`;
}

function nestedName({ type, field }: Place): string {
  return `${type}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

/** The values of a literal, an enum or a union of literals, when all are texts. */
function literalsOf(node: SchemaNode): string[] | undefined {
  const values = node.enum ?? (node.const === undefined ? node.anyOf?.map((branch) => branch.const) : [node.const]);
  return values?.every((value) => typeof value === 'string') ? [...values] : undefined;
}
