import type { listMechanisms, OperationOutputOf, ProvincialRule } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { ProvincialRuleTable, VerificationMechanismTable } from '../database.ts';
import { isCounted, statusOf } from './rules.ts';

/** A row with the day of the first report issued in its county since it was established. */
export type MechanismRow = Selectable<VerificationMechanismTable> & { readonly firstReportOn: LegalDay | null };
type Mechanism = OperationOutputOf<typeof listMechanisms>['items'][number];

/** Mechanisms of the caller's divisions, in the order of their counties. */
export async function listMechanismRows(db: Db): Promise<MechanismRow[]> {
  return withFirstReport(db).orderBy('currentDivisionCode').orderBy('id').execute();
}

/** One mechanism; throws MECHANISM_UNKNOWN. */
export async function getMechanismRow(db: Db, id: string): Promise<MechanismRow> {
  const row = await withFirstReport(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('MECHANISM_UNKNOWN');
  return row;
}

function withFirstReport(db: Db) {
  return db
    .selectFrom('verificationMechanism')
    .selectAll()
    .select(
      sql<LegalDay | null>`(
        select min(report.issued_on) from report
        where report.issued_on >= verification_mechanism.established_on
          and report.current_division_code >= substr(verification_mechanism.current_division_code, 1, 6)
          and report.current_division_code < substr(verification_mechanism.current_division_code, 1, 6) || '~'
      )`.as('firstReportOn'),
    );
}

/** The row in the shape of the contract. */
export function toMechanism(row: MechanismRow, agenciesMin: number, today: LegalDay): Mechanism {
  const { id, institutionName, docNo, establishedOn, staffCount, agenciesConnected, firstReportOn, revokedOn } = row;
  return {
    ...{ id, institutionName, docNo, establishedOn, staffCount, agenciesConnected, firstReportOn, revokedOn },
    divisionCode: row.currentDivisionCode,
    status: statusOf(row, firstReportOn),
    counted: isCounted(row, agenciesMin, today),
    version: row.version,
  };
}

/** A rule in the shape of the contract. */
export function toProvincialRule(row: Selectable<ProvincialRuleTable>): Static<typeof ProvincialRule> {
  const { id, title, docNo, issuedOn, confirmedBy, version } = row;
  return { id, title, docNo, issuedOn, confirmed: confirmedBy !== null, version };
}
