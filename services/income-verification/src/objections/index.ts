import { closeObjection, getObjection, listObjections, openObjection, reverifyObjection } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { close } from './close.ts';
import { objectionsGraphql } from './graphql.ts';
import { objectionMutations } from './mutations.ts';
import { open } from './open.ts';
import { readObjection, readObjections } from './read.ts';
import { reverify } from './reverify.ts';

export { closeByVersion } from './close.ts';

/** Objections of applicants: the contested items are asked again at their source (income-verification.md §7). */
export function registerObjections(kit: AppKit): void {
  kit.operation(openObjection, (ctx, input) => open(kit, ctx, input));
  kit.operation(reverifyObjection, (ctx, input) => reverify(kit, ctx, input));
  kit.operation(closeObjection, (ctx, input) => close(kit, ctx, input));
  kit.operation(getObjection, (ctx, { params }) => readObjection(kit, ctx, params.id));
  kit.operation(listObjections, (ctx, { query }) => readObjections(kit, ctx, query));
  kit.graphql(objectionsGraphql(kit));
  kit.graphql(objectionMutations(kit));
}
