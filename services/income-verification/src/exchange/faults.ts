import type { Work } from '../app-kit.ts';

/** Counts faults of a partner that leave no row of their own, in the transaction of the unit. */
export function countPartnerFault(
  { kit, unit }: Pick<Work, 'kit' | 'unit'>,
  { partnerCode, code, count }: { readonly partnerCode: string; readonly code: string; readonly count: number },
): void {
  if (count === 0) return;
  unit.later(
    unit.db
      .insertInto('partnerFault')
      .values({ partnerCode, code, count, day: kit.clock.today() })
      .onConflict((conflict) =>
        conflict
          .columns(['partnerCode', 'day', 'code'])
          .doUpdateSet((eb) => ({ count: eb('partnerFault.count', '+', count) })),
      ),
  );
}
