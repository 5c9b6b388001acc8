import type { getCertificate, OperationOutputOf, verifyCertificate } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { CertificateTable } from '../database.ts';
import { enrolledIn, logShown } from '../readings.ts';
import { type EnrolmentStanding, isValidOn, stateOf } from './rules.ts';

/** A certificate as the API shows it. */
export type Certificate = OperationOutputOf<typeof getCertificate>;

/** A certificate as stored. */
export type CertificateRow = Selectable<CertificateTable>;

/** One certificate; throws CERTIFICATE_UNKNOWN, also outside the caller's reach. */
export function findCertificate(kit: AppKit, ctx: Context, id: string): Promise<Certificate> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('certificate').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('CERTIFICATE_UNKNOWN');
    const [standing] = await Promise.all([
      getStanding(db, row.enrolmentId),
      logShown(kit, ctx, db, { persons: enrolledIn([row.enrolmentId]), facts: ['BENEFIT'] }),
    ]);
    return toCertificate(row, standing);
  });
}

/** State and last month of an enrolment; throws NOT_FOUND. */
export async function getStanding(
  db: Db,
  enrolmentId: string,
): Promise<EnrolmentStanding & { readonly currentDivisionCode: string }> {
  const row = await db
    .selectFrom('enrolment')
    .select(['state', 'lastMonth', 'currentDivisionCode'])
    .where('id', '=', enrolmentId)
    .executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  return row;
}

/** Whether a number holds today: anybody may ask, and is told programme and county only. */
export async function verifyNumber(kit: AppKit, number: string): Promise<OperationOutputOf<typeof verifyCertificate>> {
  const [found] = await kit.read(kit.system('certificates.verify'), (db) =>
    db
      .selectFrom('certificate')
      .innerJoin('enrolment', 'enrolment.id', 'certificate.enrolmentId')
      .select(['certificate.programme', 'divisionCode', 'validFrom', 'validTo', 'enrolment.lastMonth'])
      .select(['certificate.state as state', 'enrolment.state as enrolmentState'])
      .where('number', '=', number)
      .execute(),
  );
  if (found === undefined) return { valid: false, programme: null, county: null };
  const { programme, divisionCode, lastMonth, enrolmentState, ...certificate } = found;
  const valid = isValidOn(certificate, { state: enrolmentState, lastMonth }, kit.clock.today());
  return { valid, programme, county: divisionCode };
}

/** The shape from a row and its enrolment. */
export function toCertificate(row: CertificateRow, enrolment: EnrolmentStanding): Certificate {
  return {
    id: row.id,
    enrolmentId: row.enrolmentId,
    number: row.number,
    programme: row.programme,
    divisionCode: row.divisionCode,
    state: stateOf(row, enrolment),
    validFrom: row.validFrom,
    validTo: row.validTo,
    issuedOn: row.issuedOn,
    replacesId: row.replaces,
    endedOn: row.endedOn,
    version: row.version,
  };
}
