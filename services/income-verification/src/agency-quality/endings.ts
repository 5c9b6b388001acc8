import { daysBetween, type LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { endsUnfollowed, listKeyRows, standingOf } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { agreementEnds } from './ending-rules.ts';

const province = '370000000000';

/** Something of a partner's that ends. */
export interface Ending {
  readonly what: string;
  readonly ref: string;
  readonly validTo: LegalDay;
  readonly daysLeft: number;
  readonly warned: boolean;
}

/** Keys in force and agreements that have a last day, by partner, the soonest first. */
export async function listEndings(db: Db, today: LegalDay): Promise<ReadonlyMap<string, readonly Ending[]>> {
  const [keys, agreements, parameters] = await Promise.all([
    listKeyRows(db),
    db
      .selectFrom('agencyAgreement')
      .select(['agencyCode', 'docNo', 'divisionCode', 'items', 'validFrom', 'validTo'])
      .orderBy('docNo')
      .execute(),
    loadParameters(db, province, today),
  ]);
  const warningDays = parameters.number('key_warning_days');
  const ofKeys = keys
    .filter((key) => standingOf(key, today) === 'IN_FORCE')
    .map((key) => {
      const { partnerCode, purpose: what, keyId: ref, validTo } = key;
      const warned = endsUnfollowed(key, keys, { today, warningDays });
      return { partnerCode, ending: { what, ref, validTo, daysLeft: daysBetween(today, validTo), warned } };
    });
  const agreementDays = parameters.number('agreement_warning_days');
  const ofAgreements = agreements.flatMap((one) => {
    const { agencyCode: partnerCode, docNo: ref, validFrom, validTo } = one;
    if (validTo === null || validTo < today || validFrom > today) return [];
    const warned = agreementEnds(one, agreements, { today, warningDays: agreementDays });
    const ending = { what: 'AGREEMENT', ref, validTo, daysLeft: daysBetween(today, validTo), warned };
    return [{ partnerCode, ending }];
  });
  const sorted = [...ofKeys, ...ofAgreements].sort((a, b) => orderOf(a.ending).localeCompare(orderOf(b.ending)));
  const byPartner = Map.groupBy(sorted, ({ partnerCode }) => partnerCode);
  return new Map([...byPartner].map(([code, own]) => [code, own.map(({ ending }) => ending)]));
}

function orderOf({ validTo, what, ref }: Ending): string {
  return `${validTo} ${what} ${ref}`;
}

/** Tells partners of what ends within the warning days and nothing follows; once each. Answers how many are warned. */
export async function tellEndings(kit: AppKit, ctx: Context): Promise<number> {
  return kit.write(ctx, async (unit) => {
    const endings = await listEndings(unit.db, kit.clock.today());
    let warned = 0;
    for (const [partnerCode, own] of endings) {
      for (const { what, ref, validTo } of own.filter((one) => one.warned)) {
        const kind = what === 'AGREEMENT' ? 'AGREEMENT_ENDING' : 'KEY_ENDING';
        tellPartner({ kit, unit }, { partnerCode, kind, ref, code: `${what} ${validTo}` });
        warned += 1;
      }
    }
    return warned;
  });
}
