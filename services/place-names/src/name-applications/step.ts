import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { NameApplicationTable } from '../database.ts';
import { type ApplicationRow, lockApplication } from './queries.ts';
import { type ApplicationState, decideStep, needsExperts, type Step } from './rules.ts';
import { type ApplicationView, toApplication } from './view.ts';

/** How a step is taken. */
export interface StepPlan {
  readonly step: Step;
  /** Who may not take it, because they did an earlier one. */
  readonly apartFrom?: (row: ApplicationRow) => readonly (string | null)[];
  /** Runs when the machine lets the step pass; what it answers is saved with the new state, or with the one it names. */
  readonly act: (work: Work, row: ApplicationRow) => Promise<Updateable<NameApplicationTable>>;
}

/** Takes one step of an application: version, division, separation of duties, machine, what the step does, row, audit. */
export async function takeStep(
  kit: AppKit,
  ctx: Context,
  { id, step, apartFrom, act }: StepPlan & { readonly id: string },
): Promise<ApplicationView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await lockApplication(unit.db, id);
    if (row === undefined) throw fail('NAME_APPLICATION_UNKNOWN');
    expectVersion(ctx, row.version);
    const earlier = (apartFrom?.(row) ?? []).filter((subject) => subject !== null);
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: earlier.map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' })),
    });
    const to = nextState(work, row, step);
    const set = await act(work, row);
    return save(work, row, { state: to, ...set });
  });
}

/** Saves a change of an application with its audit row. */
export async function save(
  { kit, ctx, unit }: Work,
  row: ApplicationRow,
  set: Updateable<NameApplicationTable>,
): Promise<ApplicationView> {
  const saved = await unit.db
    .updateTable('nameApplication')
    .set({ ...set, version: row.version + 1, updatedAt: kit.clock.wall() })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  unit.audit({
    action: ctx.operationId,
    recordType: 'name_application',
    recordId: row.id,
    before: { state: row.state },
    after: { state: saved.state, name: saved.name },
  });
  return toApplication(saved, kit.clock.today());
}

function nextState({ kit, ctx }: Work, row: ApplicationRow, step: Step): ApplicationState {
  const role = ctx.grant?.role ?? 'SYSTEM';
  // The columns' checks allow nothing else than the machine's words.
  const subject = row.subject as Parameters<typeof needsExperts>[0];
  const decision = decideStep(row.state as ApplicationState, step, role, {
    needsExperts: needsExperts(subject, row.heritage),
    needsProvince: row.heritage && row.kind !== 'NAMING',
    expertFavourable: row.expertFavourable,
    provinceFavourable: row.provinceFavourable,
    publicityEndsOn: row.publicityEndsOn,
    today: kit.clock.today(),
  });
  if (!decision.ok) throw refusal(decision.reasons);
  return decision.value.to;
}
