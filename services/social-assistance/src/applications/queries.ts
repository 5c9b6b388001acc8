import { caseRef, type getApplication, type OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { Selectable, Updateable } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { closeCase, publishCase } from '../cases/index.ts';
import type { ApplicationTable } from '../database.ts';
import { releaseMembership } from '../membership/index.ts';
import { type CaseClock, listClocks, meetAllClocks } from './clocks.ts';
import { recordStep, type StepRecord } from './steps.ts';
import {
  type ApplicationAction,
  type ApplicationStanding,
  type ApplicationState,
  actionsFor,
  decideStep,
  isFinal,
  type StepOutcome,
} from './transitions.ts';

/** An application as stored. */
export type ApplicationRow = Selectable<ApplicationTable> & { readonly state: ApplicationState };

/** An application as the API shows it. */
export type Application = OperationOutputOf<typeof getApplication>;

/** A step on its way into the database. */
export type SavedStep = Omit<StepRecord, 'from' | 'to'> & {
  /** From `takeStep`; the present state when the step changes none. */
  readonly to: ApplicationState;
  /** Columns that the step fills. */
  readonly set?: Omit<Updateable<ApplicationTable>, 'id' | 'state' | 'version' | 'caseVersion' | 'updatedAt'>;
};

/** One application; throws APPLICATION_UNKNOWN, also when it lies outside the caller's reach. */
export async function getApplicationRow(db: Db, id: string): Promise<ApplicationRow> {
  const row = await db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('APPLICATION_UNKNOWN');
  return asApplicationRow(row);
}

/** One application, locked until the transaction ends; throws APPLICATION_UNKNOWN. */
export async function getApplicationForUpdate(db: Db, id: string): Promise<ApplicationRow> {
  const row = await db.selectFrom('application').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('APPLICATION_UNKNOWN');
  return asApplicationRow(row);
}

/** Where the step leads; throws STATE_TRANSITION_INVALID, ROLE_NOT_PERMITTED or the guard's code. */
export function takeStep(
  ctx: Context,
  row: ApplicationRow,
  step: { readonly action: ApplicationAction; readonly outcome?: StepOutcome },
): ApplicationState {
  const decision = decideStep(ctx, standingOf(row), step);
  if (!decision.ok) throw refusal(decision.reasons);
  return decision.value.to;
}

/** Writes a change that is a part of the case file: the row with its next version, and the step. */
export async function saveChange(work: Work, row: ApplicationRow, step: SavedStep): Promise<ApplicationRow> {
  const saved = asApplicationRow(
    await work.unit.db
      .updateTable('application')
      .set({ ...step.set, state: step.to, version: row.version + 1, updatedAt: work.kit.clock.wall() })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  await recordStep(work, saved, { ...step, from: row.state });
  return saved;
}

/**
 * Writes a step of the machine: the change and the audit entry; what follows from the new state (terms and membership of
 * a case that is over, the case event of a new stage) goes with it.
 */
export async function saveState(work: Work, row: ApplicationRow, step: SavedStep): Promise<ApplicationRow> {
  const saved = await saveChange(work, row, step);
  work.unit.audit({
    action: `applications.${step.action}`,
    recordType: 'application',
    recordId: row.id,
    before: { state: row.state, version: row.version },
    after: { state: saved.state, version: saved.version },
    ...(saved.decisionId === null ? {} : { decisionId: saved.decisionId }),
  });
  if (saved.state !== row.state) await settleState(work, row, saved);
  return saved;
}

/** Whether members, declaration and papers may still be changed: before acceptance, while the case is with the family. */
export function isIntakeOpen(state: ApplicationState): boolean {
  return state === 'DRAFT' || state === 'SUPPLEMENT_REQUESTED';
}

/** The application as this caller sees it, with its clocks and what the caller may do next. */
export async function toApplication(db: Db, ctx: Context, row: ApplicationRow): Promise<Application> {
  const clocks = await listClocks(db, [row.id]);
  return shapeApplication(ctx, row, clocks.get(row.id) ?? []);
}

/** The shape from a row whose clocks are at hand. */
export function shapeApplication(ctx: Context, row: ApplicationRow, clocks: CaseClock[]): Application {
  return {
    id: row.id,
    caseId: caseRef('social-assistance', row.id),
    programme: row.programme === 'URBAN_DIBAO' ? 'URBAN_DIBAO' : 'RURAL_DIBAO',
    state: row.state,
    divisionCode: row.currentDivisionCode,
    householdId: row.householdId,
    submittedOn: row.submittedOn,
    acceptedOn: row.acceptedOn,
    verificationRequestId: row.verificationRequestId,
    reportId: row.reportId,
    verdict: row.verdict,
    decisionId: row.decisionId,
    enrolmentId: row.enrolmentId,
    nearRelativeCase: row.nearRelativeCase,
    clocks,
    availableActions: actionsFor(ctx, standingOf(row)),
    version: row.version,
  };
}

/** A row as the machine knows it. */
export function asApplicationRow(row: Selectable<ApplicationTable>): ApplicationRow {
  // Parse border: the check constraint admits these states only.
  return { ...row, state: row.state as ApplicationState };
}

function standingOf(row: ApplicationRow): ApplicationStanding {
  return {
    state: row.state,
    supplementRequested: row.supplementRequestedOn !== null,
    divisionCode: row.currentDivisionCode,
  };
}

async function settleState(work: Work, before: ApplicationRow, saved: ApplicationRow): Promise<void> {
  const today: LegalDay = work.kit.clock.today();
  const owner = { id: saved.id, divisionCode: saved.currentDivisionCode };
  if (isFinal(saved.state)) await meetAllClocks(work, owner, today);
  if (saved.state === 'REJECTED' || saved.state === 'WITHDRAWN') {
    if (saved.householdId !== null) await releaseMembership(work.unit.db, saved.householdId);
    // A refusal may be appealed: its case is closed when the terms are over (cases.close).
    if (saved.state === 'WITHDRAWN' || saved.caseOpenUntil === null) await closeCase(work, saved);
  } else if (before.state === 'DRAFT') await publishCase(work, saved);
}
