import { fail } from '@mz/service-kit';

/** Arguments of a list as the graph hands them over: null for one that is left empty. */
export type ListArguments<Q> = { readonly [K in keyof Q]?: Q[K] | null };

/** SDL of pages of these types: their items, and the cursor of what follows. */
export function pageTypes(names: readonly string[]): string {
  return names.map((name) => `type ${name}Page {\n  items: [${name}!]!\n  next: String\n}`).join('\n\n');
}

/** The arguments that were given; throws INPUT_INVALID for a page of none or of more than 200. */
export function listQuery<Q extends object>(args: ListArguments<Q>): Q {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
  const { first } = given as { readonly first?: unknown };
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  // Only entries with a value are kept, and the schema of the graph has checked their types.
  return given as Q;
}
