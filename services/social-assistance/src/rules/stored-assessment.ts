import type { CaseFacts } from '@mz/contracts';
import type { Fen, LegalMonth } from '@mz/domain';
import type { Assessed } from './due-month.ts';

/** A stored assessment with the facts of its decision's capsule. */
export type AssessmentRow = {
  readonly programme: string;
  /** Where the enrolment stands now: after a change of divisions its facts still bear the old code. */
  readonly divisionCode: string;
  readonly fromMonth: LegalMonth;
  readonly keptFen: Fen | null;
  readonly keptUntil: LegalMonth | null;
  readonly facts: unknown;
};

/** An assessment as the rules take it: its facts, with division, standards and parameters as they are known now. */
export function toAssessed(row: AssessmentRow, tables: Pick<CaseFacts, 'standards'>): Assessed {
  // Parse border: the capsule was written from the rules' own facts and is never changed; a change's capsule says more.
  const { change: _, ...facts } = row.facts as CaseFacts & { readonly change?: unknown };
  const programme = row.programme === 'URBAN_DIBAO' ? 'URBAN_DIBAO' : 'RURAL_DIBAO';
  const { divisionCode, keptFen, keptUntil } = row;
  return {
    fromMonth: row.fromMonth,
    kept: keptFen === null || keptUntil === null ? null : { amountFen: keptFen, until: keptUntil },
    facts: { ...facts, divisionCode, programme, standards: tables.standards, parameters: [] },
  };
}
