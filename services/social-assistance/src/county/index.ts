import {
  postNotice as noticeOperation,
  countyOpinion as opinionOperation,
  recordSpotCheck as spotCheckOperation,
  sendToCounty as transferOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { giveCountyOpinion, postNotice, recordSpotCheck, sendToCounty } from './commands.ts';

export { countSpotChecks, findNotice, hasOpenKinHit } from './queries.ts';
export { spotChecksSuffice } from './rules.ts';

/** Public notices, the way to the county, its visits and its opinion. */
export function registerCounty(kit: AppKit): void {
  kit.operation(noticeOperation, (ctx, { params, body }) => postNotice(kit, ctx, params.id, body));
  kit.operation(transferOperation, (ctx, { params, body }) => sendToCounty(kit, ctx, params.id, body));
  kit.operation(spotCheckOperation, (ctx, { params, body }) => recordSpotCheck(kit, ctx, params.id, body));
  kit.operation(opinionOperation, (ctx, { params, body }) => giveCountyOpinion(kit, ctx, params.id, body));
}
