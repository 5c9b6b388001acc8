import {
  type compileReport as compileOperation,
  type issueReport,
  type OperationInputOf,
  verificationCompleted,
  verificationSuperseded,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { addMonths, addWorkingDays, canonicalHash, firstDayOf, lastDayOf } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { comparisonParameters, loadParameters } from '../parameters/index.ts';
import { getRequestRow, listSubQueries, progressOf, type RequestRow, refuseKin } from '../requests/index.ts';
import { nextNumber } from '../serial-numbers.ts';
import { type ReportContent, toContent } from './content.ts';
import { tellDeaths } from './deaths.ts';
import { loadEvidence } from './evidence.ts';
import { statedMembers } from './members.ts';
import { newVerificationCode } from './papers.ts';
import { getReportRow, listVersions, type ReportRow } from './queries.ts';
import { compileReport } from './rules/index.ts';
import { decideCompile } from './steps.ts';
import { type Report, toReport } from './views.ts';

/** First signature: compiles a version from the answers. */
export async function compile(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof compileOperation>,
): Promise<Report> {
  await refuseKin(kit, ctx, params.id);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const request = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    const { mandatoryOpen } = progressOf(await listSubQueries(unit.db, [request.id]));
    const decision = decideCompile({ ...request, mandatoryOpen, today: kit.clock.today() });
    if (!decision.ok) throw fail(decision.code);
    const row = await insertReport(work, request);
    await unit.db
      .updateTable('verificationRequest')
      .set({ state: 'COMPILED', version: request.version + 1 })
      .where('id', '=', request.id)
      .execute();
    const after = { reportNo: row.reportNo, reportVersion: row.reportVersion, verdict: row.verdict };
    unit.audit({ action: 'reports.compile', recordType: 'report', recordId: row.id, after });
    return toReport(row, ctx);
  });
}

async function insertReport({ kit, ctx, unit }: Work, request: RequestRow): Promise<ReportRow> {
  const day = kit.clock.today();
  const content = await compileContent({ kit, ctx, unit }, request);
  const [last] = await listVersions(unit.db, request.id);
  const saved = await unit.db
    .insertInto('report')
    .values({
      id: kit.newId(),
      reportNo: await nextNumber(unit.db, 'REPORT', { divisionCode: request.currentDivisionCode, day }),
      reportVersion: (last?.reportVersion ?? 0) + 1,
      requestId: request.id,
      applicationId: request.applicationId,
      eventDivisionCode: request.eventDivisionCode,
      currentDivisionCode: request.currentDivisionCode,
      state: 'COMPILED',
      verdict: content.verdict,
      content: jsonb(content),
      compilerId: ctx.actor.subject,
      compiledOn: day,
      createdAt: kit.clock.wall(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  tellDeaths({ kit, ctx, unit }, request, content);
  return { ...saved, content };
}

async function compileContent({ kit, unit }: Work, request: RequestRow): Promise<ReportContent> {
  const { brief } = request;
  const evidence = await loadEvidence(kit, unit.db, request);
  const parameters = comparisonParameters(await loadParameters(unit.db, request.currentDivisionCode, request.asOf));
  return toContent(compileReport(brief, evidence, parameters), {
    brief,
    sources: evidence.sources,
    window: { from: firstDayOf(brief.windowFrom), to: lastDayOf(brief.windowTo) },
    members: await statedMembers(unit.db, brief),
    uncountedTypes: parameters.uncountedTypes,
    lumpSumTypes: parameters.lumpSumTypes,
  });
}

/** What a new version means for the objections against the one before; given by the feature that has them. */
export interface ReportEffects {
  replaced(
    work: Work,
    versions: { readonly previous: ReportRow; readonly row: ReportRow },
  ): Promise<'UPHELD' | 'REVISED' | undefined>;
}

/** Second signature, by another person: the version is issued, sealed, and can never be changed. */
export async function issue(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof issueReport>,
  effects: ReportEffects,
): Promise<Report> {
  const { requestId } = await kit.read(ctx, (db) => getReportRow(db, params.id));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getReportRow(unit.db, params.id, true);
    kit.authorize(ctx, {
      divisionCode: found.currentDivisionCode,
      separatedFrom: [{ subject: found.compilerId, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (found.state !== 'COMPILED') throw fail('REPORT_IMMUTABLE');
    expectVersion(ctx, found.version);
    const request = await getRequestRow(unit.db, found.requestId, true);
    const versions = await listVersions(unit.db, request.id);
    // A version that was compiled again is not what the checker should sign.
    if (versions[0]?.id !== found.id) throw fail('REPORT_SUPERSEDED');
    const row = await saveIssue(work, found);
    const previous = versions.find(({ state, id }) => state === 'ISSUED' && id !== row.id);
    if (previous !== undefined) await supersede(work, previous, row);
    if (previous === undefined || previous.verdict !== row.verdict) publishCompleted(work, row);
    const answered = previous === undefined ? undefined : await effects.replaced(work, { previous, row });
    await moveRequest(work, request, row, answered ?? 'REPORT_ISSUED');
    const after = { verdict: row.verdict, sha256: row.sha256 };
    unit.audit({ action: 'reports.issue', recordType: 'report', recordId: row.id, after });
    return toReport(row, ctx);
  });
}

async function saveIssue({ kit, ctx, unit }: Work, found: ReportRow): Promise<ReportRow> {
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, found.currentDivisionCode, today);
  const { reportNo, reportVersion, requestId, compilerId, content } = found;
  const signed = {
    reportNo,
    reportVersion,
    requestId,
    compilerId,
    checkerId: ctx.actor.subject,
    issuedOn: today,
    content,
  };
  const sha256 = canonicalHash(signed);
  const verificationCode = newVerificationCode();
  const change = {
    state: 'ISSUED',
    checkerId: ctx.actor.subject,
    issuedOn: today,
    validTo: addMonths(today, parameters.number('report_validity_months')),
    objectionUntil: addWorkingDays(kit.calendar, today, parameters.number('objection_working_days')).day,
    sha256,
    verificationCode,
    version: found.version + 1,
  };
  await unit.db
    .updateTable('report')
    .set({ ...change, seal: jsonb(kit.sealer.seal(sha256)) })
    .where('id', '=', found.id)
    .execute();
  return { ...found, ...change };
}

async function supersede({ unit }: Work, previous: ReportRow, row: ReportRow): Promise<void> {
  await unit.db
    .updateTable('report')
    .set({ state: 'SUPERSEDED', version: previous.version + 1 })
    .where('id', '=', previous.id)
    .execute();
  unit.publish(verificationSuperseded, {
    subject: row.id,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: row.reportVersion,
    data: {
      applicationId: row.applicationId,
      reportId: row.id,
      oldVersion: previous.reportVersion,
      newVersion: row.reportVersion,
      verdictChanged: previous.verdict !== row.verdict,
    },
  });
}

function publishCompleted({ unit }: Work, row: ReportRow): void {
  const { content, reportVersion, validTo, checkerId } = row;
  unit.publish(verificationCompleted, {
    subject: row.id,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: reportVersion,
    data: {
      requestId: row.requestId,
      applicationId: row.applicationId,
      reportId: row.id,
      version: reportVersion,
      verdict: content.verdict,
      flags: [...content.secondaryFlags],
      missingAgencies: [...content.missingAgencies],
      validTo: validTo ?? '',
      compilerId: row.compilerId,
      checkerId: checkerId ?? '',
    },
  });
}

async function moveRequest({ unit }: Work, request: RequestRow, row: ReportRow, state: string): Promise<void> {
  await unit.db
    .updateTable('verificationRequest')
    .set({ state, reportId: row.id, version: request.version + 1 })
    .where('id', '=', request.id)
    .execute();
}
