import {
  approveDetailedMap,
  checkDetailedMap,
  collectDetailedMap,
  compileDetailedMap,
  getDetailedMap,
  listDetailedMaps,
  publishDetailedMap,
  reviewDetailedMap,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approve, check, collect, compile, publish, review } from './commands.ts';
import { readMaps, showMap } from './queries.ts';

/** Detailed maps of boundary lines, from the material to the publication (place-names.md §5.1). */
export function registerDetailedMaps(kit: AppKit): void {
  kit.operation(collectDetailedMap, (ctx, { body }) => collect(kit, ctx, body));
  kit.operation(listDetailedMaps, (ctx, { query }) => readMaps(kit, ctx, query));
  kit.operation(getDetailedMap, (ctx, { params }) => kit.read(ctx, (db) => showMap(db, params.id)));
  kit.operation(compileDetailedMap, (ctx, input) => compile(kit, ctx, input));
  kit.operation(checkDetailedMap, (ctx, input) => check(kit, ctx, input));
  kit.operation(reviewDetailedMap, (ctx, input) => review(kit, ctx, input));
  kit.operation(approveDetailedMap, (ctx, input) => approve(kit, ctx, input));
  kit.operation(publishDetailedMap, (ctx, input) => publish(kit, ctx, input));
}
