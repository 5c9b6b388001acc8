import type { ServiceName } from '@mz/contracts';
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql/index.js';
import type { Graph } from './graph.ts';

/** What is asked of one service for the objects at one place of the answer. */
export interface EntityFetch {
  readonly service: ServiceName;
  readonly type: string;
  /** Name of the type's key field. */
  readonly key: string;
  /** Response keys from the root to the objects; lists in between are walked. */
  readonly path: readonly string[];
  readonly selection: string;
  /** Response keys of the fields that are asked for. */
  readonly keys: readonly string[];
  /** The service is the type's home: without its answer there is no object. */
  readonly home: boolean;
  readonly variables: readonly string[];
  /** What can be asked only with this answer. */
  readonly next: readonly EntityFetch[];
}

/** Root fields that one service answers in one call. */
export interface RootFetch {
  readonly service: ServiceName;
  readonly keys: readonly string[];
  readonly selection: string;
  readonly variables: readonly string[];
  readonly next: readonly EntityFetch[];
}

/** How an operation is answered; made once for each document. */
export interface Plan {
  readonly kind: 'query' | 'mutation';
  /** Of a query: one a service, asked together. Of a mutation: one a field, asked in order. */
  readonly roots: readonly RootFetch[];
  /** Definitions of the operation's variables, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Alias under which the key of an entity is read, beside whatever else is asked. */
export const keyAlias = '_mzKey';

interface Planner {
  readonly graph: Graph;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** Fields of one object: those that the service in hand answers, and those of others. */
interface Split {
  readonly local: SelectionNode[];
  readonly foreign: Map<ServiceName, SelectionNode[]>;
  readonly next: EntityFetch[];
}

interface At {
  readonly type: GraphQLObjectType;
  readonly service: ServiceName;
  readonly path: readonly string[];
}

/** Plans a validated operation over the services. */
export function planOperation(
  graph: Graph,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): Plan {
  const planner = { graph, fragments };
  const type = graph.schema.getRootType(operation.operation);
  if (!type || operation.operation === 'subscription') throw new Error('The gateway has no subscriptions');
  const fields = rootFields(planner, operation.selectionSet, []);
  const groups = new Map<string, { service: ServiceName; fields: SelectionNode[]; keys: string[] }>();
  for (const { node, key, name } of fields) {
    const service = graph.ownerOf(type.name, name);
    // Mutations keep their order; fields of one response key stay together.
    const id = operation.operation === 'mutation' ? key : service;
    const group = groups.get(id) ?? { service, fields: [], keys: [] };
    groups.set(id, { service, fields: [...group.fields, node], keys: [...new Set([...group.keys, key])] });
  }
  const roots = [...groups.values()].map(({ service, fields: nodes, keys }) => {
    const { local, next } = close(planner, { type, service, path: [] }, nodes);
    return { service, keys, selection: textOf(local), variables: variablesIn(local), next };
  });
  const variables = new Map(
    (operation.variableDefinitions ?? []).map((node) => [node.variable.name.value, print(node)]),
  );
  return { kind: operation.operation, roots, variables };
}

interface RootField {
  readonly node: SelectionNode;
  readonly key: string;
  readonly name: string;
}

/** Root fields one by one, each under the conditions of the fragments around it. */
function rootFields(planner: Planner, set: SelectionSetNode, around: readonly DirectiveNode[]): RootField[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) {
      if (node.name.value.startsWith('__')) return [];
      return [{ node: wrapped([node], around), key: keyOf(node), name: node.name.value }];
    }
    const inner = opened(planner, node);
    return rootFields(planner, inner, [...around, ...(node.directives ?? [])]);
  });
}

/** Splits the fields of an object and adds what the fetches of the foreign ones need: its key. */
function close(
  planner: Planner,
  at: At,
  nodes: readonly SelectionNode[],
): { local: SelectionNode[]; next: EntityFetch[] } {
  const { local, foreign, next } = split(planner, at, nodes);
  if (foreign.size > 0) local.push(field(planner.graph.keyOf(at.type.name), keyAlias));
  if (local.length === 0) local.push(field('__typename'));
  const fetches = [...foreign].map(([service, selections]) => entityFetch(planner, { ...at, service }, selections));
  return { local, next: [...next, ...fetches] };
}

function entityFetch(planner: Planner, at: At, selections: readonly SelectionNode[]): EntityFetch {
  const { local, next } = close(planner, at, selections);
  return {
    service: at.service,
    type: at.type.name,
    key: planner.graph.keyOf(at.type.name),
    path: at.path,
    selection: textOf(local),
    keys: keysIn(selections),
    home: planner.graph.homeOf(at.type.name) === at.service,
    variables: variablesIn(local),
    next,
  };
}

function split(planner: Planner, at: At, nodes: readonly SelectionNode[]): Split {
  const result: Split = { local: [], foreign: new Map(), next: [] };
  for (const node of nodes) {
    if (node.kind === Kind.FIELD) splitField(planner, at, { node, result });
    else splitFragment(planner, at, { node, result });
  }
  return result;
}

function splitField(planner: Planner, at: At, { node, result }: { node: FieldNode; result: Split }): void {
  const { graph } = planner;
  const name = node.name.value;
  if (name === '__typename') return; // no abstract types: the gateway knows it
  if (!graph.answers(at.service, at.type.name, name)) {
    const owner = graph.ownerOf(at.type.name, name);
    result.foreign.set(owner, [...(result.foreign.get(owner) ?? []), node]);
    return;
  }
  const definition = at.type.getFields()[name];
  if (!node.selectionSet) {
    // Read by its own name, see resolvers; only arguments make two of one field.
    const { alias: _, ...unnamed } = node;
    result.local.push((definition?.args.length ?? 0) > 0 ? node : unnamed);
    return;
  }
  const type = definition && getNamedType(definition.type);
  if (!isObjectType(type)) throw new Error(`The gateway cannot plan ${at.type.name}.${name}`);
  const inner = close(planner, { ...at, type, path: [...at.path, keyOf(node)] }, node.selectionSet.selections);
  result.local.push({ ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: inner.local } });
  result.next.push(...inner.next);
}

type Fragment = Exclude<SelectionNode, FieldNode>;

function splitFragment(planner: Planner, at: At, { node, result }: { node: Fragment; result: Split }): void {
  const directives = node.directives ?? [];
  const inner = split(planner, at, opened(planner, node).selections);
  if (inner.local.length > 0) result.local.push(wrapped(inner.local, directives));
  for (const [owner, nodes] of inner.foreign) {
    result.foreign.set(owner, [...(result.foreign.get(owner) ?? []), wrapped(nodes, directives)]);
  }
  result.next.push(...inner.next);
}

function opened({ fragments }: Planner, node: Fragment): SelectionSetNode {
  if (node.kind === Kind.INLINE_FRAGMENT) return node.selectionSet;
  const fragment = fragments[node.name.value];
  if (!fragment) throw new Error(`The gateway does not know the fragment ${node.name.value}`);
  return fragment.selectionSet;
}

/** Fields under conditions. Each condition has a fragment of its own, since none may stand twice on one. */
function wrapped(selections: readonly SelectionNode[], directives: readonly DirectiveNode[]): SelectionNode {
  const [first] = selections;
  if (directives.length === 0 && selections.length === 1 && first) return first;
  const [outer, ...rest] = directives;
  return {
    kind: Kind.INLINE_FRAGMENT,
    ...(outer ? { directives: [outer] } : {}),
    selectionSet: { kind: Kind.SELECTION_SET, selections: rest.length > 0 ? [wrapped(selections, rest)] : selections },
  };
}

function field(name: string, alias?: string): FieldNode {
  const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
  return alias === undefined ? node : { ...node, alias: { kind: Kind.NAME, value: alias } };
}

function keyOf(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}

function keysIn(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [keyOf(node)];
    return node.kind === Kind.INLINE_FRAGMENT ? keysIn(node.selectionSet.selections) : [];
  });
}

function textOf(selections: readonly SelectionNode[]): string {
  return print({ kind: Kind.SELECTION_SET, selections });
}

function variablesIn(selections: readonly SelectionNode[]): string[] {
  const names = new Set<string>();
  visit({ kind: Kind.SELECTION_SET, selections } as SelectionSetNode, {
    Variable: (node) => void names.add(node.name.value),
  });
  return [...names];
}
