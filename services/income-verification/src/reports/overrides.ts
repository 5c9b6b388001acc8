import {
  type decideOverride,
  type listOverrides,
  type OperationInputOf,
  type OperationOutputOf,
  type proposeOverride,
  verificationVerdictOverridden,
} from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { VerdictOverrideTable } from '../database.ts';
import { logShown, reportedIn } from '../readings.ts';
import { refuseKin } from '../requests/index.ts';
import { decideOverrideProposal } from './override-rules.ts';
import { getReportRow, type ReportRow } from './queries.ts';

type Row = Selectable<VerdictOverrideTable>;
/** A departure from a verdict as the interface shows it. */
export type Override = OperationOutputOf<typeof decideOverride>;

/** The case worker departs from the verdict, with reason and proof; nothing of the report changes. */
export async function proposeFor(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof proposeOverride>,
): Promise<Override> {
  const { requestId } = await kit.read(ctx, (db) => getReportRow(db, params.id));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const report = await getReportRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: report.currentDivisionCode });
    const earlier = await listRows(unit.db, report.id);
    const decision = decideOverrideProposal(body.verdict, { ...report, earlier, today: kit.clock.today() });
    if (!decision.ok) throw fail(decision.code);
    const row = await unit.db
      .insertInto('verdictOverride')
      .values({
        ...{ id: kit.newId(), reportId: report.id, verdict: body.verdict, reason: body.reason },
        ...{ evidenceSha256s: body.evidenceSha256s, state: 'PROPOSED' },
        ...{ proposedBy: ctx.actor.subject, proposedOn: kit.clock.today() },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { reportId: report.id, from: report.verdict, to: row.verdict };
    unit.audit({ action: ctx.operationId, recordType: 'verdict_override', recordId: row.id, after });
    return toOverride(row);
  });
}

/** The county, another person, approves or refuses; the case hears of what was approved. */
export async function decide(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof decideOverride>,
): Promise<Override> {
  const found = await kit.read(ctx, async (db) => getReportRow(db, (await getRow(db, params.id)).reportId));
  await refuseKin(kit, ctx, found.requestId);
  return kit.write(ctx, async (unit) => {
    const report = await getReportRow(unit.db, found.id, true);
    const row = await getRow(unit.db, params.id, true);
    kit.authorize(ctx, {
      divisionCode: report.currentDivisionCode,
      separatedFrom: [{ subject: row.proposedBy, code: 'TWO_PERSON_REQUIRED' }],
    });
    if (row.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    if (body.approved && report.state !== 'ISSUED') throw fail('REPORT_SUPERSEDED');
    expectVersion(ctx, row.version);
    const change = {
      state: body.approved ? 'APPROVED' : 'REFUSED',
      decidedBy: ctx.actor.subject,
      decidedOn: kit.clock.today(),
      version: row.version + 1,
    };
    await unit.db.updateTable('verdictOverride').set(change).where('id', '=', row.id).execute();
    const after = { reportId: report.id, state: change.state };
    unit.audit({ action: ctx.operationId, recordType: 'verdict_override', recordId: row.id, after });
    const saved = { ...row, ...change };
    if (body.approved) tellCase({ unit, kit, ctx }, report, saved);
    return toOverride(saved);
  });
}

function tellCase({ unit, kit }: Work, report: ReportRow, row: Row): void {
  unit.publish(verificationVerdictOverridden, {
    subject: row.id,
    divisionCode: report.currentDivisionCode,
    aggregateVersion: row.version,
    data: {
      ...{ overrideId: row.id, applicationId: report.applicationId, reportId: report.id },
      reportVerdict: report.content.verdict,
      verdict: toOverride(row).verdict,
      approvedOn: kit.clock.today(),
    },
  });
}

/** Departures from the verdict of a version, oldest first; the read is logged. */
export async function listOf(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof listOverrides>,
): Promise<OperationOutputOf<typeof listOverrides>> {
  return kit.read(ctx, async (db) => {
    const { id } = await getReportRow(db, params.id);
    await logShown(kit, ctx, db, { persons: reportedIn([id]), facts: ['MEANS_REPORT'] });
    return { items: (await listRows(db, id)).map(toOverride) };
  });
}

async function listRows(db: Db, reportId: string): Promise<Row[]> {
  return db.selectFrom('verdictOverride').selectAll().where('reportId', '=', reportId).orderBy('id').execute();
}

async function getRow(db: Db, id: string, lock = false): Promise<Row> {
  const query = db.selectFrom('verdictOverride').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('OVERRIDE_UNKNOWN');
  return row;
}

function toOverride(row: Row): Override {
  const { id, reportId, reason, evidenceSha256s, state, proposedBy, proposedOn, decidedBy, decidedOn, version } = row;
  // The table holds what the contract's list of verdicts let in.
  const verdict = row.verdict as Override['verdict'];
  return {
    ...{ id, reportId, verdict, reason, evidenceSha256s, state },
    ...{ proposedBy, proposedOn, decidedBy, decidedOn, version },
  };
}
