import type { listPartnerKeys, OperationOutputOf } from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { forgetNonces, listKeyRows, toPartnerKey } from './queries.ts';
import { sealLedger, signRoots } from './sealer.ts';

const province = '370000000000';

/** The chain follows what is committed; its end is signed when a day is over. */
export function registerJobs(kit: AppKit): void {
  kit.schedule({
    name: 'exchange.seal',
    every: { minutes: 30 },
    run: async (ctx) => ({ done: await sealLedger(kit, ctx) }),
  });
  kit.schedule({
    name: 'exchange.root',
    every: { dailyAt: '00:10' },
    async run(ctx) {
      await kit.write(ctx, (unit) => forgetNonces(unit.db, kit.clock.wall()));
      return { done: await signRoots(kit, ctx, addDays(kit.clock.today(), -1)) };
    },
  });
}

/** Keys with whether each must be renewed. */
export async function listKeys(
  kit: AppKit,
  ctx: Context,
  partnerCode?: string,
): Promise<OperationOutputOf<typeof listPartnerKeys>> {
  const today = kit.clock.today();
  return kit.read(ctx, async (db) => {
    const warningDays = (await loadParameters(db, province, today)).number('key_warning_days');
    const rows = await listKeyRows(db, partnerCode);
    return { items: rows.map((row) => toPartnerKey(row, rows, { today, warningDays })) };
  });
}

/** Keys that end soon and that no other follows are told on the health page. */
export async function checkKeys(kit: AppKit): Promise<{ status: 'pass' | 'warn'; detail?: string }> {
  const { items } = await listKeys(kit, kit.system('exchange.record'));
  const ending = items.filter(({ warned }) => warned);
  if (ending.length === 0) return { status: 'pass' };
  const told = ending.map(({ partnerCode, purpose, validTo }) => `${partnerCode} ${purpose} until ${validTo}`);
  return { status: 'warn', detail: told.join(', ') };
}
