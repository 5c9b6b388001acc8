import type {
  draftApplication as draftOperation,
  OperationInputOf,
  submitApplication as submitOperation,
  requestSupplement as supplementOperation,
  withdrawApplication as withdrawOperation,
} from '@mz/contracts';
import { prepared } from '@mz/db';
import { type Context, expectVersion, fail, refusal, samePersons } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationRow,
  asApplicationRow,
  getApplicationForUpdate,
  pauseClocks,
  recordStep,
  resumeClocks,
  saveState,
  shapeApplication,
  startClock,
  takeStep,
  toApplication,
} from '../applications/index.ts';
import { openCase } from '../cases/index.ts';
import type { DB } from '../database.ts';
import { findDeclaration, listDocumentKinds, strangers } from '../declarations/index.ts';
import { requireVillage } from '../divisions/index.ts';
import { listMemberIds } from '../households/index.ts';
import { build } from '../query-builder.ts';
import { lacksEntrustment, submissionFaults } from './rules.ts';

type DraftBody = OperationInputOf<typeof draftOperation>['body'];
type SubmitBody = OperationInputOf<typeof submitOperation>['body'];
type SupplementBody = OperationInputOf<typeof supplementOperation>['body'];
type WithdrawBody = OperationInputOf<typeof withdrawOperation>['body'];

// Compiled once: the rush of a month begins here. The values stand as in the call below.
const insertDraft = prepared<Selectable<DB['application']>, readonly unknown[]>(
  build
    .insertInto('application')
    .values({
      id: '',
      programme: '',
      state: '',
      eventDivisionCode: '',
      currentDivisionCode: '',
      filedBy: '',
      entrustmentSha256: '',
      draftedOn: '',
      caseVersion: 0,
      version: 0,
      createdAt: new Date(0),
      updatedAt: new Date(0),
    })
    .returningAll(),
);

/** Opens a draft case at the village of the register; nobody is in it yet. */
export async function draftApplication(kit: AppKit, ctx: Context, body: DraftBody): Promise<Application> {
  const today = kit.clock.today();
  requireVillage(kit, { code: body.divisionCode, day: today, pointer: '/body/divisionCode' });
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  if (lacksEntrustment(body)) throw fail('DOCUMENT_MISSING', { pointer: '/body/entrustmentSha256' });
  return kit.write(ctx, async (unit) => {
    const now = kit.clock.wall();
    const id = kit.newId();
    const work = { kit, ctx, unit };
    const [{ rows }] = await Promise.all([
      unit.db.executeQuery(
        insertDraft(
          ...[id, body.programme, 'DRAFT', body.divisionCode, body.divisionCode, body.filedBy],
          ...[body.entrustmentSha256 ?? null, today, 1, 1, now, now],
        ),
      ),
      recordStep(
        work,
        { id, version: 1 },
        { action: 'draft', from: null, to: 'DRAFT', detail: { filedBy: body.filedBy } },
      ),
    ]);
    const [inserted] = rows;
    if (inserted === undefined) throw new Error('the case was not written');
    const row = asApplicationRow(inserted);
    openCase(work, row);
    unit.audit({
      action: 'applications.draft',
      recordType: 'application',
      recordId: row.id,
      after: { state: 'DRAFT', programme: row.programme, divisionCode: row.currentDivisionCode },
    });
    return shapeApplication(ctx, row, []);
  });
}

/** Submits a draft, or again after a supplement: the first starts the term of acceptance, the second lets it run on. */
export async function submitApplication(kit: AppKit, ctx: Context, id: string, body: SubmitBody): Promise<Application> {
  return change(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'submit' });
    const { db } = work.unit;
    const faults = submissionFaults({
      submittedOn: body.submittedOn,
      openedOn: row.supplementRequestedOn ?? row.draftedOn,
      today: kit.clock.today(),
      hasHousehold: row.householdId !== null,
      declaration: await declarationState(db, row),
      documentKinds: await listDocumentKinds(db, id),
    });
    if (faults.length > 0) throw refusal(faults);
    const owner = { id, divisionCode: row.currentDivisionCode };
    const isFirst = row.submittedOn === null;
    if (isFirst) await startClock(work, owner, 'ACCEPTANCE', body.submittedOn);
    else await resumeClocks(work, owner, body.submittedOn);
    const set = isFirst ? { submittedOn: body.submittedOn } : {};
    return saveState(work, row, { action: 'submit', to, on: body.submittedOn, set });
  });
}

/** A declaration may name people who have left the household since. */
async function declarationState(db: Db, row: ApplicationRow): Promise<'MISSING' | 'NAMES_STRANGERS' | 'COMPLETE'> {
  const declaration = await findDeclaration(db, row.id);
  if (declaration === undefined) return 'MISSING';
  const members = row.householdId === null ? [] : await listMemberIds(db, row.householdId);
  const known = await samePersons(db, members);
  return strangers(declaration.body, new Set(known.keys())).length === 0 ? 'COMPLETE' : 'NAMES_STRANGERS';
}

/** Names once, in one complete list, what is missing (一次性告知); the term stands still until it is brought. */
export async function requestSupplement(
  kit: AppKit,
  ctx: Context,
  id: string,
  body: SupplementBody,
): Promise<Application> {
  return change(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'requestSupplement' });
    const today = kit.clock.today();
    const owner = { id, divisionCode: row.currentDivisionCode };
    await pauseClocks(work, owner, { on: today, reason: 'SUPPLEMENT_REQUESTED' });
    return saveState(work, row, {
      action: 'requestSupplement',
      to,
      set: { supplementRequestedOn: today },
      detail: { items: body.items.length },
      note: body.items.join('\n'),
    });
  });
}

/** Takes the application back: the case closes, its members may be counted elsewhere. */
export async function withdrawApplication(
  kit: AppKit,
  ctx: Context,
  id: string,
  body: WithdrawBody,
): Promise<Application> {
  return change(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'withdraw' });
    return saveState(work, row, { action: 'withdraw', to, note: body.text });
  });
}

/** One step on a locked application of the expected version in the caller's reach. */
function change(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, row: ApplicationRow) => Promise<ApplicationRow>,
): Promise<Application> {
  return kit.write(ctx, async (unit) => {
    const row = await getApplicationForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    const saved = await step({ kit, ctx, unit }, row);
    return toApplication(unit.db, ctx, saved);
  });
}
