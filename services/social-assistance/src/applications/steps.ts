import { jsonb, prepared } from '@mz/db';
import type { JsonValue, LegalDay } from '@mz/domain';
import type { Db, Work } from '../app-kit.ts';
import { build } from '../query-builder.ts';
import type { ApplicationAction, ApplicationState } from './transitions.ts';

/** What the case file records beside the steps of the machine. */
export type FileAction = 'draft' | 'createHousehold' | 'recordDeclaration' | 'reopen' | 'takeOver';

/** One step as the case file keeps it. */
export type StepRecord = {
  readonly action: ApplicationAction | FileAction;
  readonly from: ApplicationState | null;
  readonly to: ApplicationState;
  /** The day of the step; today unless it was earlier. */
  readonly on?: LegalDay;
  /** Codes, ids, hashes, counts; never a name or a number. */
  readonly detail?: Readonly<Record<string, JsonValue>>;
  /** Free text of the officer; stored encrypted. */
  readonly note?: string;
};

/** A step that was taken. */
export type TakenStep = {
  readonly action: string;
  readonly actor: string;
  readonly actorRole: string | null;
  readonly onDay: LegalDay;
  readonly version: number;
  readonly detail: unknown;
};

// Compiled once: every step of every case is written by it. The values stand as in the call below.
const insertStep = prepared<unknown, readonly unknown[]>(
  build.insertInto('applicationStep').values({
    applicationId: '',
    version: 0,
    action: '',
    fromState: '',
    toState: '',
    actor: '',
    actorRole: '',
    onDay: '',
    recordedAt: '',
    detail: jsonb({}),
    note: Buffer.of(),
  }),
);

/** Adds a step to the case file, under the version that it made. */
export async function recordStep(
  { kit, ctx, unit }: Work,
  application: { readonly id: string; readonly version: number },
  step: StepRecord,
): Promise<void> {
  const { note } = step;
  const place = { table: 'application_step', column: 'note', recordId: `${application.id}/${application.version}` };
  const { id, version } = application;
  const done = [step.action, step.from, step.to, ctx.actor.subject, ctx.grant?.role ?? null];
  const when = [step.on ?? kit.clock.today(), kit.clock.wall()];
  const sealed = note === undefined ? null : kit.fields.encrypt(note, place);
  await unit.db.executeQuery(insertStep(id, version, ...done, ...when, step.detail ?? {}, sealed));
}

/** The steps of a case in order, those of some actions only when given: who did them, for the separation of duties. */
export async function listSteps(
  db: Db,
  applicationId: string,
  actions?: readonly (ApplicationAction | FileAction)[],
): Promise<TakenStep[]> {
  const query = db
    .selectFrom('applicationStep')
    .select(['action', 'actor', 'actorRole', 'onDay', 'version', 'detail'])
    .where('applicationId', '=', applicationId)
    .orderBy('version');
  return (actions === undefined ? query : query.where('action', 'in', [...actions])).execute();
}
