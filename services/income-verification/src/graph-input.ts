/** What every mutation carries that changes a record. */
export interface StepArguments {
  readonly id: string;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
}

/** What a mutation carries that makes a record. */
export interface CreateArguments {
  readonly input: object;
  readonly idempotencyKey: string;
}

/** An input as the body of its REST twin: without what was left empty, for which GraphQL hands over null. */
export function bodyOf<T>(input: object): T {
  // The twin's schema checks it before anything is done with it.
  return withoutNulls(input) as T;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(given.map(([name, one]) => [name, withoutNulls(one)]));
}
