import {
  addHeritageMeasure,
  decideHeritage,
  listHeritage,
  listPublications,
  proposeHeritage,
  publishPublication,
  recordPublication,
} from '@mz/contracts';
import type { NameKit } from '../names/index.ts';
import { addMeasure, decide, propose } from './commands.ts';
import { heritageGraphql } from './graphql.ts';
import { readHeritage } from './list.ts';
import { publish, readPublications, record } from './publications.ts';

export { namesIndicators } from './indicators.ts';

/** Names as heritage: thousand-year counties, measures of protection, gazetteer volumes and films. */
export function registerHeritage(names: NameKit): void {
  const { kit } = names;
  kit.operation(listHeritage, (ctx, { query }) => readHeritage(kit, ctx, query));
  kit.operation(proposeHeritage, (ctx, { body }) => propose(kit, ctx, body));
  kit.operation(decideHeritage, (ctx, input) => decide(kit, ctx, input));
  kit.operation(addHeritageMeasure, (ctx, input) => addMeasure(kit, ctx, input));
  kit.operation(recordPublication, (ctx, { body }) => record(names, ctx, body));
  kit.operation(publishPublication, (ctx, input) => publish(names, ctx, input));
  kit.operation(listPublications, (ctx, { query }) => readPublications(names, ctx, query));
  kit.graphql(heritageGraphql(kit));
}
