import type { OperationInputOf, OperationOutputOf, reportLifeEvent } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { holdsDivision, reachAs } from '../reach.ts';
import { refuseErased } from '../stored.ts';
import { type ChangeNotice, takeChange } from './change.ts';
import type { ChangeKind } from './change-rules.ts';
import { findLiving, type Living, listNotices, type NoticeRow } from './queries.ts';
import { type DeathKind, decideNotice, type Notice } from './rules.ts';
import { applyStep } from './steps.ts';

type Reported = OperationInputOf<typeof reportLifeEvent>['body'];
/** A notice about life or death; a reversal says why. */
export type DeathNotice = Pick<
  Reported,
  'personId' | 'eventDate' | 'documentSha256' | 'matchedBy' | 'revokesNoticeId'
> & {
  readonly kind: DeathKind;
  readonly source: string;
  readonly reason?: string;
};
/** A notice as it stands. */
export type Answer = OperationOutputOf<typeof reportLifeEvent>;

/** Takes a notice about a person; one that says nothing new answers the notice that said it first. */
export async function report(kit: AppKit, ctx: Context, body: Reported): Promise<Answer> {
  checkReporter(ctx, body);
  return isDeath(body)
    ? reportDeath(kit, ctx, body)
    : reportChange(kit, ctx, { ...body, kind: body.kind as ChangeKind });
}

function isDeath(body: Reported): body is Reported & { readonly kind: DeathKind } {
  return body.kind === 'DEATH' || body.kind === 'DEATH_REVOKED' || body.kind === 'LIVING_CLAIM';
}

async function reportChange(kit: AppKit, ctx: Context, body: ChangeNotice): Promise<Answer> {
  return kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, 'lifeEvents.report');
    const person = await findLiving(unit.db, body.personId);
    if (person === undefined) throw fail('PERSON_UNKNOWN');
    refuseErased(person);
    checkOffice(kit, ctx, { ...person, toDivision: body.toDivision });
    const { row, recorded, childId } = await takeChange({ kit, ctx, unit }, body);
    if (recorded) {
      unit.audit({
        action: ctx.operationId,
        recordType: 'life_event',
        recordId: row.id,
        after: { personId: person.id, kind: row.kind, source: row.source, certainty: row.certainty },
      });
    }
    return { ...answerOf(row, recorded), ...(childId === undefined ? {} : { childId }) };
  });
}

/** Takes a notice about life or death; a reversal is one of them. */
export async function reportDeath(kit: AppKit, ctx: Context, body: DeathNotice): Promise<Answer> {
  return kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, 'lifeEvents.report');
    const person = await findLiving(unit.db, body.personId);
    if (person === undefined) throw fail('PERSON_UNKNOWN');
    refuseErased(person);
    checkOffice(kit, ctx, person);
    const notices = await listNotices(unit.db, person.id);
    const notice: Notice = { ...body, documented: body.documentSha256 !== undefined };
    const decision = decideNotice(notice, { ...person, notices }, kit.clock.today());
    if (!decision.ok) throw fail(decision.code, { pointer: pointerOf(decision.code) });
    const decided = decision.value;
    if (decided.kind === 'NOTHING_NEW') {
      const known = notices.find(({ id }) => id === decided.notice.id);
      if (known === undefined) throw new Error('the decision names a notice that was not given to it');
      return answerOf(known, false);
    }
    const conflicts = notices.filter((one) => one.certainty === 'CONFLICT').map(({ id }) => id);
    const documentSha256 = body.documentSha256 ?? null;
    const { reason } = body;
    const arrival = { work: { kit, ctx, unit }, person, notice, documentSha256, conflicts, reason };
    const stored = await applyStep(arrival, decided);
    unit.audit({
      action: ctx.operationId,
      recordType: 'life_event',
      recordId: stored.id,
      before: { lifeStatus: person.lifeStatus },
      after: { personId: person.id, kind: stored.kind, source: stored.source, certainty: stored.certainty },
    });
    return answerOf(stored, true);
  });
}

const villageKinds: ReadonlySet<string> = new Set(['DEATH', 'LIVING_CLAIM', 'MOVE_RESIDENCE', 'FOUND']);

/** A village assistant reports what the village says; records of other offices come from those who hold them. */
function checkReporter(ctx: Context, { kind, source }: Reported): void {
  const role = ctx.grant?.role;
  const isOfficial = source === 'CREMATION' || source === 'PSB_CANCEL' || !villageKinds.has(kind);
  if (role === 'VILLAGE_ASSISTANT' && isOfficial) throw fail('ROLE_NOT_PERMITTED');
  // Identity is the county's to correct (people.md §1).
  const isIdentity = kind === 'NAME_CHANGED' || kind === 'ID_CORRECTED';
  if (isIdentity && role !== undefined && role !== 'COUNTY_REVIEWER') throw fail('ROLE_NOT_PERMITTED');
}

/** An office reports of persons who are registered or live in its division, or move there; a service of anybody. */
export function checkOffice(
  kit: AppKit,
  ctx: Context,
  {
    hukouDivision,
    residenceDivision,
    toDivision,
  }: Pick<Living, 'hukouDivision' | 'residenceDivision'> & { toDivision?: string | undefined },
): void {
  const places = [hukouDivision, residenceDivision, toDivision];
  if (!places.some((code) => code != null && holdsDivision(kit, ctx, code))) throw fail('SCOPE_FORBIDDEN');
}

function pointerOf(code: string): string {
  switch (code) {
    case 'DATE_ORDER_INVALID':
      return '/body/eventDate';
    case 'DOCUMENT_MISSING':
      return '/body/documentSha256';
    case 'STATE_TRANSITION_INVALID':
      return '/body/kind';
    default:
      return '/body/revokesNoticeId';
  }
}

function answerOf(row: NoticeRow, recorded: boolean): Answer {
  const { id, personId, kind, eventDate, source, certainty, confirmBy } = row;
  return { noticeId: id, personId, kind, eventDate, source, certainty, confirmBy, recorded };
}
