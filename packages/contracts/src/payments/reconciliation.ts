import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';

const service = 'payments';
const Share = Type.Union([Type.Integer(), Type.Null()]);

/** Whether money and records of a county and month agree, and how well it was paid (payments.md §6, §12). */
export const Reconciliation = Type.Object(
  {
    divisionCode: DivisionCode,
    benefitMonth: Month,
    runId: Type.Union([Id, Type.Null()]),
    asOf: Day,
    runs: Type.Integer(),
    lineCount: Type.Integer(),
    /** Gross, what was deducted, and what was credited. */
    totalFen: Fen,
    deductedFen: Fen,
    settledFen: Fen,
    lines: Type.Array(Type.Object({ state: Type.String(), count: Type.Integer(), amountFen: Fen, netFen: Fen })),
    bankFiles: Type.Array(
      Type.Object({
        fileNo: Type.String(),
        bankCode: Type.String(),
        state: Type.String(),
        writtenOn: Day,
        lineCount: Type.Integer(),
        totalFen: Fen,
        settledCount: Type.Integer(),
        failedCount: Type.Integer(),
      }),
    ),
    fundSplit: Type.Array(Type.Object({ level: Type.String(), amountFen: Fen })),
    accounts: Type.Array(
      Type.Object({
        account: Type.String(),
        level: Type.Union([Type.String(), Type.Null()]),
        debitFen: Fen,
        creditFen: Fen,
        balanceFen: Fen,
      }),
    ),
    holds: Type.Array(
      Type.Object({ code: Type.String(), owner: Type.String(), count: Type.Integer(), amountFen: Fen, oldestOn: Day }),
    ),
    /** Filed lines that the bank has not answered for longer than the parameter allows. */
    unknownOutcomes: Type.Object({ count: Type.Integer(), amountFen: Fen }),
    indicators: Type.Object({
      /** Settled at the first try, of all that have an outcome, in basis points; null while there is none. */
      firstTimeSuccessBp: Share,
      /** Credited by the pay day of the programme, of all that are settled. */
      paidByPayDayBp: Share,
      /** Whole days from the appropriation of the money to the account, weighted by amount; null while unknown. */
      daysToAccount: Share,
      heldOverdue: Type.Integer(),
      /** Recovered of all overpayments of the division. */
      recoveredShareBp: Share,
    }),
  },
  { $id: 'Reconciliation' },
);

const query = Type.Object({ divisionCode: DivisionCode, benefitMonth: Month, runId: Type.Optional(Id) });

function report(suffix: string, summary: string) {
  return {
    id: `reconciliation.${suffix === '' ? 'get' : suffix.slice(1)}`,
    service,
    method: 'GET',
    path: `/v1/reconciliation${suffix}`,
    summary,
    query,
    permission: 'ledger:read',
  } as const;
}

export const getReconciliation = defineOperation({
  ...report('', 'Reconciliation of a county and month, or of one run in it'),
  errors: ['SCOPE_FORBIDDEN', 'RUN_UNKNOWN'],
  success: { status: 200, schema: Reconciliation },
});

export const reconciliationCsv = defineOperation({
  ...report('.csv', 'The reconciliation report as CSV'),
  errors: ['SCOPE_FORBIDDEN', 'RUN_UNKNOWN'],
  success: { status: 200, schema: Type.String(), stream: 'text/csv' },
});

export const reconciliationPdf = defineOperation({
  ...report('.pdf', 'The reconciliation report as PDF'),
  errors: ['SCOPE_FORBIDDEN', 'RUN_UNKNOWN'],
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
});
