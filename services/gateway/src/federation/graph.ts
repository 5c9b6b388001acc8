import type { ServiceName } from '@mz/contracts';
import { composeServices } from '@theguild/federation-composition';
import {
  buildSchema,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
} from 'graphql/index.js';

/** A subgraph: its committed schema, and where it answers. */
export interface SubgraphSource {
  readonly name: ServiceName;
  readonly sdl: string;
  readonly url: string;
}

/** All subgraphs as one: the schema that people see, and who answers what. */
export interface Graph {
  readonly schema: GraphQLSchema;
  /** Whether a service can answer a field of a type that it has in hands. */
  answers(service: ServiceName, type: string, field: string): boolean;
  /** The service to ask for a field. */
  ownerOf(type: string, field: string): ServiceName;
  /** The service that defines the type; the others only extend it. */
  homeOf(type: string): ServiceName | undefined;
  /** The one key field of an entity. */
  keyOf(type: string): string;
  /** Types that are extended but defined nowhere, such as those of a service that has no graph yet; left out. */
  readonly orphans: readonly string[];
}

type TypeNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** Composes the subgraphs; throws on what the planner does not do: abstract types, compound keys, @requires. */
export function composeGraph(subgraphs: readonly SubgraphSource[]): Graph {
  const parsed = subgraphs.map(({ name, sdl }) => ({ name, definitions: parse(sdl).definitions }));
  const homes = new Map(
    parsed.flatMap(({ name, definitions }) =>
      definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [[node.name.value, name]] : [])),
    ) as [string, ServiceName][],
  );
  const roots = new Set(['Query', 'Mutation']);
  const isOrphan = (node: DefinitionNode): boolean =>
    node.kind === Kind.OBJECT_TYPE_EXTENSION && !roots.has(node.name.value) && !homes.has(node.name.value);
  const orphans = parsed.flatMap(({ definitions }) =>
    definitions.flatMap((node) => (isOrphan(node) && 'name' in node && node.name ? [node.name.value] : [])),
  );
  const kept = parsed.map(({ name, definitions }) => ({
    name,
    definitions: definitions.filter((node) => !isOrphan(node)),
  }));
  const schema = publicSchema(kept);
  const types = kept.flatMap(({ name, definitions }) =>
    definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION ? [{ name, node }] : [],
    ),
  );
  return { schema, orphans, homeOf: (type) => homes.get(type), ...ownership(types) };
}

interface Parsed {
  readonly name: ServiceName;
  readonly definitions: readonly DefinitionNode[];
}

function publicSchema(parsed: readonly Parsed[]): GraphQLSchema {
  const { errors, publicSdl } = composeServices(
    parsed.map(({ name, definitions }) => ({ name, url: '', typeDefs: { kind: Kind.DOCUMENT, definitions } })),
  );
  if (publicSdl === undefined) {
    throw new Error(`The subgraphs do not compose: ${(errors ?? []).map(({ message }) => message).join('; ')}`);
  }
  const schema = buildSchema(publicSdl);
  const abstract = Object.values(schema.getTypeMap()).find(isAbstractType);
  if (abstract) throw new Error(`The gateway plans no interfaces or unions: ${abstract.name}`);
  return schema;
}

function ownership(
  types: readonly { readonly name: ServiceName; readonly node: TypeNode }[],
): Pick<Graph, 'answers' | 'ownerOf' | 'keyOf'> {
  const keys = new Map<string, string>();
  const owners = new Map<string, ServiceName[]>();
  const answered = new Set<string>();
  for (const { name, node } of types) {
    const type = node.name.value;
    const key = keyIn(node);
    if (key !== undefined) keys.set(type, key);
    for (const field of node.fields ?? []) {
      if (has(field, 'requires')) throw new Error(`The gateway plans no @requires: ${type}.${field.name.value}`);
      const external = has(field, 'external');
      const at = `${type}.${field.name.value}`;
      if (!external) owners.set(at, [...(owners.get(at) ?? []), name]);
      if (!external || field.name.value === key) answered.add(`${name} ${at}`);
    }
  }
  return {
    answers: (service, type, field) => answered.has(`${service} ${type}.${field}`),
    ownerOf: (type, field) => known(owners.get(`${type}.${field}`)?.[0], `${type}.${field} has no owner`),
    keyOf: (type) => known(keys.get(type), `${type} has no @key`),
  };
}

function known<T>(value: T | undefined, fault: string): T {
  if (value === undefined) throw new Error(`The gateway cannot plan: ${fault}`);
  return value;
}

function has(field: FieldDefinitionNode, directive: string): boolean {
  return field.directives?.some(({ name }) => name.value === directive) ?? false;
}

function keyIn(node: TypeNode): string | undefined {
  const fields = node.directives?.find(({ name }) => name.value === 'key')?.arguments?.[0]?.value;
  if (fields === undefined) return undefined;
  if (fields.kind !== Kind.STRING || !/^\w+$/.test(fields.value)) {
    throw new Error(`The gateway plans no compound keys: ${node.name.value}`);
  }
  return fields.value;
}
