import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { getParameter } from '../standards/index.ts';
import { type Certificate, type CertificateRow, getStanding, toCertificate } from './queries.ts';
import { numberOf, stateOf, validityOf } from './rules.ts';

const holders: ReadonlySet<string> = new Set(['ACTIVE', 'SUSPENDED', 'TAPERING', 'TRANSFERRING']);

/** Issues the certificate of a household; one at a time. */
export function issueCertificate(kit: AppKit, ctx: Context, enrolmentId: string): Promise<Certificate> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const enrolment = await lockEnrolment(work, enrolmentId);
    if (!holders.has(enrolment.state)) throw fail('STATE_TRANSITION_INVALID');
    const current = await unit.db
      .selectFrom('certificate')
      .select('id')
      .where('enrolmentId', '=', enrolmentId)
      .where('state', '=', 'ISSUED')
      .executeTakeFirst();
    if (current !== undefined) throw fail('CERTIFICATE_DUPLICATE');
    return putCertificate(work, enrolment, null);
  });
}

/** Withdraws a certificate by hand; that of an ended enrolment is withdrawn already. */
export function withdrawCertificate(kit: AppKit, ctx: Context, id: string, reason: string): Promise<Certificate> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await lockIssued(work, id);
    return toCertificate(
      await endCertificate(work, row, { state: 'WITHDRAWN', reason }),
      await getStanding(unit.db, row.enrolmentId),
    );
  });
}

/** Replaces a certificate that was lost or has run out: the old number no longer holds, the new one does. */
export function replaceCertificate(kit: AppKit, ctx: Context, id: string, reason: string): Promise<Certificate> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await lockIssued(work, id);
    const enrolment = await lockEnrolment(work, row.enrolmentId);
    await endCertificate(work, row, { state: 'REPLACED', reason });
    return putCertificate(work, enrolment, row.id);
  });
}

async function lockIssued({ kit, ctx, unit }: Work, id: string): Promise<CertificateRow> {
  const row = await unit.db.selectFrom('certificate').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('CERTIFICATE_UNKNOWN');
  expectVersion(ctx, row.version);
  const enrolment = await getStanding(unit.db, row.enrolmentId);
  kit.authorize(ctx, { divisionCode: enrolment.currentDivisionCode });
  if (stateOf(row, enrolment) !== 'ISSUED') throw fail('STATE_TRANSITION_INVALID');
  return row;
}

type Holder = Awaited<ReturnType<typeof lockEnrolment>>;

async function lockEnrolment({ kit, ctx, unit }: Work, id: string) {
  const row = await unit.db.selectFrom('enrolment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
  return row;
}

async function putCertificate(work: Work, enrolment: Holder, replaces: string | null): Promise<Certificate> {
  const { kit, ctx, unit } = work;
  const issuedOn = kit.clock.today();
  const divisionCode = enrolment.currentDivisionCode;
  const { value } = await getParameter(unit.db, 'certificate.valid_months', { divisionCode, date: issuedOn });
  const row = await unit.db
    .insertInto('certificate')
    .values({
      id: kit.newId(),
      enrolmentId: enrolment.id,
      number: numberOf(enrolment.certificateNo, 1 + (await countOf(unit.db, enrolment.id))),
      programme: enrolment.programme,
      divisionCode: divisionCode.slice(0, 6).padEnd(12, '0'),
      state: 'ISSUED',
      ...validityOf({ fromMonth: enrolment.fromMonth, issuedOn, months: Number(value) }),
      issuedOn,
      issuedBy: ctx.actor.subject,
      replaces,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  unit.audit({
    action: replaces === null ? 'certificates.issue' : 'certificates.replace',
    recordType: 'certificate',
    recordId: row.id,
    after: { enrolmentId: row.enrolmentId, number: row.number, validTo: row.validTo },
  });
  return toCertificate(row, enrolment);
}

async function countOf(db: Db, enrolmentId: string): Promise<number> {
  const { n } = await db
    .selectFrom('certificate')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('enrolmentId', '=', enrolmentId)
    .executeTakeFirstOrThrow();
  return n;
}

async function endCertificate(
  { kit, unit }: Work,
  row: CertificateRow,
  end: { readonly state: 'WITHDRAWN' | 'REPLACED'; readonly reason: string },
): Promise<CertificateRow> {
  unit.audit({
    action: end.state === 'WITHDRAWN' ? 'certificates.withdraw' : 'certificates.replaced',
    recordType: 'certificate',
    recordId: row.id,
    before: { state: row.state },
    after: { state: end.state },
  });
  return unit.db
    .updateTable('certificate')
    .set({ ...end, endedOn: kit.clock.today(), version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
