import type { BatchLine } from '@mz/contracts';
import { canonicalJson, type Fen, type LegalMonth } from '@mz/domain';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import type { BatchLineTable } from '../database.ts';

/** A line as payments gets it. */
export type SealedLine = Static<typeof BatchLine>;

/** A line as stored. */
export type LineRow = Selectable<BatchLineTable>;

/** The canonical text of a line: RFC 8785 of its contract fields, and LF (payments.md §3.1). */
export function canonicalLine(line: SealedLine): string {
  return `${canonicalJson(line)}\n`;
}

/** The stored line in its contract form; throws when it has no payee, which sealing forbids. */
export function toSealedLine(row: LineRow): SealedLine {
  if (row.payeeId === null) throw new Error(`Line ${row.lineId} was sealed without a payee`);
  return {
    lineId: row.lineId,
    enrolmentId: row.enrolmentId,
    benefitMonth: row.benefitMonth satisfies LegalMonth,
    kind: kindOf(row.kind),
    causeId: row.causeId,
    payeeId: row.payeeId,
    amountFen: row.amountFen satisfies Fen,
    deductionFen: row.deductionFen,
    decisionId: row.decisionId,
    // Parse border: only the monthly run writes them, from the rules' own shapes.
    shares: row.shares as SealedLine['shares'],
    fundSplit: row.fundSplit as SealedLine['fundSplit'],
  };
}

function kindOf(kind: string): SealedLine['kind'] {
  switch (kind) {
    case 'REGULAR':
    case 'SUPPLEMENT':
    case 'REISSUE':
      return kind;
    default:
      throw new Error(`A line of kind ${kind} is not this bureau's`);
  }
}
