import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { listMechanismRows, toMechanism } from './queries.ts';

const province = '370000000000';

/** Mechanisms of the caller's division in the order of their counties, those of a status when told. */
export async function readMechanisms(kit: AppKit, ctx: Context, status: string | undefined) {
  const today = kit.clock.today();
  return kit.read(ctx, async (db) => {
    const agenciesMin = (await loadParameters(db, province, today)).number('mechanism_agencies_min');
    const items = (await listMechanismRows(db)).map((row) => toMechanism(row, agenciesMin, today));
    return { items: items.filter((one) => status === undefined || one.status === status) };
  });
}
