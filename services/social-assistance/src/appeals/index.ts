import {
  answerAppeal as answerOperation,
  getAppeal,
  listAppeals,
  lodgeAppeal as lodgeOperation,
  orderStay as stayOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { closeRefusedCases } from './case-file.ts';
import { answerAppeal, lodgeAppeal, orderStay } from './commands.ts';
import { findAppeal, findAppealsOf } from './queries.ts';

/** Objection, reconsideration and litigation against a decision, and what their answers change (handbook §5.4). */
export function registerAppeals(kit: AppKit): void {
  kit.operation(lodgeOperation, (ctx, { params, body }) => lodgeAppeal(kit, ctx, params.id, body));
  kit.operation(listAppeals, (ctx, { params }) => findAppealsOf(kit, ctx, params.id));
  kit.operation(getAppeal, (ctx, { params }) => findAppeal(kit, ctx, params.id));
  kit.operation(answerOperation, (ctx, { params, body }) => answerAppeal(kit, ctx, params.id, body));
  kit.operation(stayOperation, (ctx, { params, body }) => orderStay(kit, ctx, params.id, body.text));
  kit.schedule(closeRefusedCases(kit));
}
