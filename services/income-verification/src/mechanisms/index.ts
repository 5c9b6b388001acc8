import {
  changeMechanism,
  confirmProvincialRule,
  establishMechanism,
  listMechanisms,
  planMechanism,
  recordProvincialRule,
  revokeMechanism,
} from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { change, establish, plan, revoke } from './commands.ts';
import { confirmRule, recordRule } from './provincial-rules.ts';
import { listMechanismRows, toMechanism } from './queries.ts';

export { listMechanismRows } from './queries.ts';
export { isCounted } from './rules.ts';

const province = '370000000000';

/** Bodies that check means in the counties, and the province's own rule (income-verification.md §2). */
export function registerMechanisms(kit: AppKit): void {
  kit.operation(planMechanism, (ctx, { body }) => plan(kit, ctx, body));
  kit.operation(changeMechanism, (ctx, input) => change(kit, ctx, input));
  kit.operation(establishMechanism, (ctx, input) => establish(kit, ctx, input));
  kit.operation(revokeMechanism, (ctx, input) => revoke(kit, ctx, input));
  kit.operation(listMechanisms, (ctx, { query }) => list(kit, ctx, query.status));
  kit.operation(recordProvincialRule, (ctx, { body }) => recordRule(kit, ctx, body));
  kit.operation(confirmProvincialRule, (ctx, input) => confirmRule(kit, ctx, input));
}

async function list(kit: AppKit, ctx: Context, status: string | undefined) {
  const today = kit.clock.today();
  return kit.read(ctx, async (db) => {
    const agenciesMin = (await loadParameters(db, province, today)).number('mechanism_agencies_min');
    const items = (await listMechanismRows(db)).map((row) => toMechanism(row, agenciesMin, today));
    return { items: items.filter((one) => status === undefined || one.status === status) };
  });
}
