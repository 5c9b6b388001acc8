import { queryBenefits } from '@mz/contracts';
import { monthOf } from '@mz/domain';
import { ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type AgencyAdapter, AgencyFault } from './adapter.ts';

/** Months that give no money are no benefit. */
const withoutMoney: ReadonlySet<string> = new Set(['RECOVERED']);

/** CA_BENEFIT: the platform's own benefit ledger, through the same interface (income-verification.md §14 reading 5). */
export function createBenefitLedger(kit: AppKit): AgencyAdapter {
  return {
    async ask({ ctx, personId, authorizationId, query }) {
      const body = {
        personIds: [personId],
        fromMonth: monthOf(query.from),
        toMonth: monthOf(query.to),
        purpose: 'VERIFY_MEANS',
        basisId: authorizationId,
      };
      try {
        const { entries } = await kit.call(ctx, queryBenefits, { body });
        const rows = entries
          .filter(({ state }) => !withoutMoney.has(state))
          .map(({ programme, amountFen, benefitMonth, state }) => ({
            programme,
            amountFen,
            month: benefitMonth,
            state,
          }));
        const outcome = rows.length === 0 ? ('NO_RECORD' as const) : ('HIT' as const);
        const answer = { ref: query.ref, outcome, rows, sourceAsOf: kit.clock.today() };
        return { answer, raw: JSON.stringify(answer) };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        throw new AgencyFault(error.code === 'UPSTREAM_UNAVAILABLE' ? 'UNREACHABLE' : 'HTTP_STATUS', { cause: error });
      }
    },
  };
}
