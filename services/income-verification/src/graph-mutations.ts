import type { Operation, OperationInputOf } from '@mz/contracts';
import type { Context, GraphqlCall } from '@mz/service-kit';

/** The arguments of a mutation whose fields stand in `input`, as the body of its REST twin has them. */
interface MutationArguments {
  readonly id?: string;
  readonly input?: object;
  readonly expectedVersion?: number;
  readonly idempotencyKey: string;
}

/** A mutation by the function of its REST twin, whose permission and schema are asked first. */
export function mutationOf<O extends Operation, T>(
  operation: O,
  run: (ctx: Context, input: OperationInputOf<O>) => Promise<T>,
): (parent: unknown, args: MutationArguments, gql: GraphqlCall) => Promise<T> {
  return (_, { id, input = {}, ...given }, gql) => {
    const params = id === undefined ? {} : { id };
    const body = bodyFor(operation.body, input);
    // Parse border: the twin's schema checks it before anything is done with it.
    const asked = { params, query: {}, body } as unknown as OperationInputOf<O> & object;
    return gql.mutate(operation, { input: asked, ...given }, run);
  };
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
}

/** An input as a body: what was left empty is null in the graph, and null in the body only where it may not be left out. */
export function bodyFor(schema: Node | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => bodyFor(schema?.items, one));
  if (typeof value !== 'object' || value === null) return value;
  const needed = new Set(schema?.required ?? []);
  const given = Object.entries(value).filter(([name, one]) => one !== undefined && (one !== null || needed.has(name)));
  return Object.fromEntries(given.map(([name, one]) => [name, bodyFor(schema?.properties?.[name], one)]));
}
