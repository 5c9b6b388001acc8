import {
  deathConsequences,
  type OperationInputOf,
  type OperationOutputOf,
  type performReversal,
  type previewReversal,
  type reportReversal,
  type ServiceName,
} from '@mz/contracts';
import { type Context, fail, ProblemError } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { reachAs } from '../reach.ts';
import { type ListedNotice, type Living, listNotices, readLiving } from './queries.ts';
import { type Answer, checkOffice, reportDeath } from './report.ts';
import { decideNotice } from './rules.ts';

type Preview = OperationOutputOf<typeof previewReversal>;
type Report = OperationOutputOf<typeof reportReversal>;
type Part = Preview['services'][number]['parts'][number];

/** Services in which a death notice has consequences for money and enrolments (payments.md §8). */
const bureaux: readonly ServiceName[] = ['social-assistance', 'payments'];

/** What a reversal would undo, as each bureau says it now; nothing changes. */
export async function preview(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof previewReversal>,
): Promise<Preview> {
  const { person, notice, notices } = await kit.read(ctx, (db) => load(kit, ctx, db, params.id));
  const today = kit.clock.today();
  const reversal = { kind: 'DEATH_REVOKED', eventDate: today, source: 'REVERSAL', documented: true } as const;
  const decision = decideNotice(
    { ...reversal, matchedBy: 'NUMBER', revokesNoticeId: notice.id },
    { ...person, notices },
    today,
  );
  if (!decision.ok) throw fail(decision.code);
  const remaining = decision.value.kind === 'REVOKES' ? decision.value.remaining : undefined;
  return {
    noticeId: notice.id,
    personId: person.id,
    deathDate: notice.eventDate,
    certainty: notice.certainty,
    origin: originOf(notice),
    ...(await askBureaux(kit, ctx, notice)),
    after:
      remaining === undefined
        ? { lifeStatus: 'ALIVE', deathDate: null }
        : { lifeStatus: 'DEAD', deathDate: remaining.eventDate },
  };
}

/** The same as reporting DEATH_REVOKED of the notice: one event, which every bureau follows by itself. */
export async function perform(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof performReversal>,
): Promise<Answer> {
  const { person } = await kit.read(ctx, (db) => load(kit, ctx, db, params.id));
  return reportDeath(kit, ctx, {
    kind: 'DEATH_REVOKED',
    personId: person.id,
    eventDate: kit.clock.today(),
    source: 'REVERSAL',
    matchedBy: 'NUMBER',
    revokesNoticeId: params.id,
    ...body,
  });
}

/** What became of a reversal in each bureau, and whose error the notice was (H11). Throws STATE_TRANSITION_INVALID before it. */
export async function report(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof reportReversal>,
): Promise<Report> {
  const { person, notice, notices } = await kit.read(ctx, (db) => load(kit, ctx, db, params.id));
  const reversal = notices.find((one) => one.kind === 'DEATH_REVOKED' && one.revokesNoticeId === notice.id);
  if (reversal === undefined) throw fail('STATE_TRANSITION_INVALID');
  const asked = await askBureaux(kit, ctx, notice);
  const parts = asked.services.flatMap((one) => one.parts);
  return {
    noticeId: notice.id,
    personId: person.id,
    deathDate: notice.eventDate,
    origin: originOf(notice),
    reversal: {
      noticeId: reversal.id,
      reason: reversal.reason,
      documentSha256: reversal.documentSha256,
      by: reversal.recordedBy,
      at: reversal.recordedAt.toISOString(),
    },
    ...asked,
    complete: asked.missing.length === 0 && parts.every(({ state }) => state !== 'STANDS'),
    undoneFen: sumOf(parts, 'UNDONE'),
    notUndoneFen: sumOf(parts, 'NOT_UNDONE'),
  };
}

interface Loaded {
  readonly person: Living;
  readonly notice: ListedNotice;
  readonly notices: readonly ListedNotice[];
}

async function load(kit: AppKit, ctx: Context, db: Db, noticeId: string): Promise<Loaded> {
  await reachAs(kit, db, 'lifeEvents.report');
  const found = await db
    .selectFrom('lifeEvent')
    .select('personId')
    .where('id', '=', noticeId)
    .where('kind', '=', 'DEATH')
    .executeTakeFirst();
  const person = found === undefined ? undefined : await readLiving(db, found.personId);
  if (person === undefined) throw fail('NOTICE_UNKNOWN');
  checkOffice(kit, ctx, person);
  const notices = await listNotices(db, person.id);
  const notice = notices.find(({ id }) => id === noticeId);
  if (notice === undefined) throw fail('NOTICE_UNKNOWN');
  return { person, notice, notices };
}

function originOf(notice: ListedNotice): Preview['origin'] {
  const { source, matchedBy, documentSha256, recordedBy, recordedRole, recordedUnit, recordedAt } = notice;
  return {
    source,
    matchedBy,
    documentSha256,
    reportedBy: recordedBy,
    reporterRole: recordedRole,
    reporterUnit: recordedUnit,
    reportedAt: recordedAt.toISOString(),
  };
}

/** Each bureau's part; a bureau that does not answer is named, never guessed. Never inside a transaction. */
async function askBureaux(
  kit: AppKit,
  ctx: Context,
  notice: ListedNotice,
): Promise<Pick<Preview, 'services' | 'missing'>> {
  const services = await Promise.all(bureaux.map((service) => askOne(kit, ctx, service, notice)));
  return { services, missing: services.filter(({ answered }) => !answered).map(({ service }) => service) };
}

async function askOne(
  kit: AppKit,
  ctx: Context,
  service: ServiceName,
  { id, personId }: ListedNotice,
): Promise<Preview['services'][number]> {
  try {
    const { parts } = await kit.call(ctx, deathConsequences(service), { body: { noticeId: id, personId } });
    return { service, answered: true, parts };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ service, code: error.code, operation: ctx.operationId }, 'a bureau did not say what the death did');
    return { service, answered: false, parts: [] };
  }
}

function sumOf(parts: readonly Part[], state: Part['state']): number {
  return parts.reduce((sum, part) => (part.state === state ? sum + part.amountFen : sum), 0);
}
