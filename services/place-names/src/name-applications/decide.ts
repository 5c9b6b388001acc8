import type { decideNameApplication, OperationInputOf } from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import { type Context, fail, readNumbers } from '@mz/service-kit';
import type { Selectable, Updateable } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { NameApplicationTable, PlaceNameTable } from '../database.ts';
import { cancelFeature, containerOf, insertName, type NameKit, renameFeature, takeStandard } from '../names/index.ts';
import { openSignTasks } from '../signs/index.ts';
import { refuseFindings, type Scope, scopeOf } from './check.ts';
import { publishDecision } from './events.ts';
import type { ApplicationRow } from './queries.ts';
import { deciderOf, type Level } from './rules.ts';
import { takeStep } from './step.ts';
import type { ApplicationView } from './view.ts';

type Body = OperationInputOf<typeof decideNameApplication>['body'];

/** Approves or rejects; an approval gives, changes or ends the standard name on this day. */
export async function decideApplication(
  names: NameKit,
  ctx: Context,
  { params: { id }, body }: OperationInputOf<typeof decideNameApplication>,
): Promise<ApplicationView> {
  const scope = await scopeOf(names, ctx, id);
  return takeStep(names.kit, ctx, {
    id,
    step: body.approved ? 'approve' : 'reject',
    apartFrom: (row) => [row.submittedBy, row.acceptedBy, row.surveyedBy],
    act: async (work, row) => {
      // The column's check allows nothing else than the levels.
      if (ctx.grant?.role !== deciderOf(row.approverLevel as Level)) throw fail('APPROVER_LEVEL_WRONG');
      const decided = {
        decidedBy: ctx.actor.subject,
        decidedOn: names.kit.clock.today(),
        decisionDocument: body.document ?? null,
        decisionReason: body.reason,
        governmentAgreement: body.governmentAgreement ?? null,
      };
      return body.approved ? { ...decided, ...(await approve(work, { row, body, scope })) } : decided;
    },
  });
}

interface Approval {
  readonly row: ApplicationRow;
  readonly body: Body;
  readonly scope: Scope;
}

async function approve(work: Work, { row, body, scope }: Approval): Promise<Updateable<NameApplicationTable>> {
  const { kit, unit } = work;
  if (body.document === undefined) throw fail('DOCUMENT_MISSING', { pointer: '/body/document' });
  if (row.approverLevel === 'DEPARTMENT' && body.governmentAgreement === undefined) {
    throw fail('GOVERNMENT_AGREEMENT_MISSING', { pointer: '/body/governmentAgreement' });
  }
  // Another name may have been approved since the check.
  await refuseFindings(work, row, scope);
  const placeId = await takeEffect(work, row, body.document);
  const today = kit.clock.today();
  const { days } = await readNumbers(unit.db, { days: 'name-applications.announce-working-days' }, today);
  return { placeId, announceDueOn: addWorkingDays(kit.calendar, today, days).day };
}

/** What the approval does to the names; answers the name that the application is about from now on. */
async function takeEffect(work: Work, row: ApplicationRow, document: string): Promise<string> {
  const today = work.kit.clock.today();
  if (row.kind === 'NAMING' || row.placeId === null) {
    const named = await insertName(work, newNameOf(row, document, today));
    publishDecision(work, { name: named, former: null, document });
    return named.placeId;
  }
  const standard = await takeStandard(work, row.placeId);
  if (row.kind === 'CANCELLING') {
    await cancelFeature(work, standard, today);
    publishDecision(work, { name: standard, former: standard, document });
    return standard.placeId;
  }
  return rename(work, { row, standard, document });
}

async function rename(
  work: Work,
  { row, standard, document }: { row: ApplicationRow; standard: Selectable<PlaceNameTable>; document: string },
): Promise<string> {
  const today = work.kit.clock.today();
  const next = {
    name: row.name,
    specificPart: row.specificPart,
    genericPart: row.genericPart,
    pinyin: row.pinyin,
    meaning: row.meaning,
    origin: row.origin,
    approvalDoc: document,
    approverLevel: row.approverLevel,
    source: 'APPLICATION' as const,
  };
  const renamed = await renameFeature(work, standard, { next, on: today });
  await openSignTasks(work, renamed);
  publishDecision(work, { name: renamed, former: standard, document });
  return renamed.placeId;
}

function newNameOf(row: ApplicationRow, approvalDoc: string, today: string): Parameters<typeof insertName>[1] {
  return {
    categoryCode: row.categoryCode,
    nameKind: 'STANDARD',
    status: 'STANDARD',
    name: row.name,
    specificPart: row.specificPart,
    genericPart: row.genericPart,
    pinyin: row.pinyin,
    divisionCode: containerOf([row.divisionCode, ...row.crosses]),
    crosses: row.crosses,
    lon: row.lon,
    lat: row.lat,
    meaning: row.meaning,
    origin: row.origin,
    namedOn: today,
    approvalDoc,
    approverLevel: row.approverLevel,
    validFrom: today,
    source: 'APPLICATION',
  };
}
