import type { OperationInputOf, OperationOutputOf, reportLifeEvent } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { holdsDivision, reachAs } from '../reach.ts';
import { findLiving, type Living, listNotices, type NoticeRow } from './queries.ts';
import { decideNotice, type Notice } from './rules.ts';
import { applyStep } from './steps.ts';

type Reported = OperationInputOf<typeof reportLifeEvent>['body'];
type Answer = OperationOutputOf<typeof reportLifeEvent>;

/** Takes a notice about a person; one that says nothing new answers the notice that said it first. */
export async function report(kit: AppKit, ctx: Context, body: Reported): Promise<Answer> {
  checkReporter(ctx, body);
  return kit.write(ctx, async (unit) => {
    await reachAs(kit, unit.db, ctx.operationId);
    const person = await findLiving(unit.db, body.personId);
    if (person === undefined) throw fail('PERSON_UNKNOWN');
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
    const stored = await applyStep({ work: { kit, ctx, unit }, person, notice, documentSha256, conflicts }, decided);
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

/** A village assistant reports what the village says; records of other offices come from those who hold them. */
function checkReporter(ctx: Context, { kind, source }: Reported): void {
  const isVillage = ctx.grant?.role === 'VILLAGE_ASSISTANT';
  const isOfficial = source === 'CREMATION' || source === 'PSB_CANCEL' || kind === 'DEATH_REVOKED';
  if (isVillage && isOfficial) throw fail('ROLE_NOT_PERMITTED');
}

/** An office reports of persons who are registered or live in its division; a service of anybody. */
function checkOffice(kit: AppKit, ctx: Context, { hukouDivision, residenceDivision }: Living): void {
  if (holdsDivision(kit, ctx, hukouDivision)) return;
  if (residenceDivision !== null && holdsDivision(kit, ctx, residenceDivision)) return;
  throw fail('SCOPE_FORBIDDEN');
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
