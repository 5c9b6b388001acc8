import { fail } from '@mz/service-kit';

/** What a page of the graph is asked for; null stands for nothing. */
export type GraphArgs<Q> = { readonly [K in keyof Q]?: Q[K] | null };

/** The arguments of a list as its REST twin takes them; throws INPUT_INVALID for a size that REST would refuse. */
export function listArgs<Q extends object>(args: GraphArgs<Q>): Q {
  const first = 'first' in args ? args.first : undefined;
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/query/first' });
  // Every field of such a query may be left out, so what is left is one.
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined)) as Q;
}
