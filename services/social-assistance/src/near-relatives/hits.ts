import { anomalyRaised, type KinHit as KinHitShape } from '@mz/contracts';
import { addMonthsToMonth, monthOf } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import { adjustEnrolment } from '../adjustments/index.ts';
import type { Db, Work } from '../app-kit.ts';
import type { KinHitTable } from '../database.ts';
import type { Kin } from './rules.ts';
import { freezes } from './rules.ts';

/** A hit as stored. */
export type HitRow = Selectable<KinHitTable>;

/** A hit as the API shows it. */
export type KinHit = Static<typeof KinHitShape>;

/** Where hits are filed. */
export type HitCase = {
  readonly applicationId: string;
  readonly divisionCode: string;
  readonly enrolmentId: string | null;
};

const law = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/**
 * Files kin that was not stated: each once, with an anomaly for supervision; an application is frozen by it, an enrolment
 * is paused from the next month.
 */
export async function fileHits(work: Work, of: HitCase, unfiled: readonly Kin[]): Promise<HitRow[]> {
  if (unfiled.length === 0) return [];
  const wasFrozen = freezes(await listHits(work.unit.db, [of.applicationId]));
  const filed: HitRow[] = [];
  for (const kin of unfiled) {
    const row = await insertHit(work, of, kin);
    if (row !== undefined) filed.push(row);
  }
  for (const row of filed) raise(work, of, row);
  const [first] = filed;
  if (first !== undefined && of.enrolmentId !== null && !wasFrozen) await pause(work, of.enrolmentId, first.id);
  return filed;
}

function insertHit({ kit, unit }: Work, of: HitCase, kin: Kin): Promise<HitRow | undefined> {
  return unit.db
    .insertInto('kinHit')
    .values({
      id: kit.newId(),
      applicationId: of.applicationId,
      enrolmentId: of.enrolmentId,
      ...kin,
      state: 'FROZEN',
      foundOn: kit.clock.today(),
      recordedAt: kit.clock.wall(),
    })
    .onConflict((conflict) => conflict.columns(['applicationId', 'personId']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

function raise({ unit }: Work, { applicationId, divisionCode, enrolmentId }: HitCase, row: HitRow): void {
  unit.publish(anomalyRaised, {
    subject: enrolmentId ?? applicationId,
    divisionCode,
    aggregateVersion: 1,
    data: {
      code: 'CADRE_RELATIVE_UNFILED',
      severity: 'WARN',
      ...(enrolmentId === null ? { applicationId } : { enrolmentId }),
    },
  });
  unit.audit({
    action: 'nearRelatives.found',
    recordType: 'kin_hit',
    recordId: row.id,
    after: { applicationId, enrolmentId, office: row.office },
  });
}

async function pause(work: Work, enrolmentId: string, causeId: string): Promise<void> {
  const { state } = await getEnrolment(work.unit.db, enrolmentId);
  if (state === 'TERMINATED' || state === 'ENDED_TRANSFERRED') return;
  await adjustEnrolment(work, enrolmentId, {
    cause: 'REVIEW',
    outcome: 'SUSPENDED',
    causeId,
    fromMonth: nextMonth(work),
    pause: { reason: 'KINSHIP_UNFILED' },
    reasons: [{ code: 'KINSHIP_UNFILED', legalBasis: law, text: '发现未备案的近亲属关系，县级核实前暂停发放' }],
  });
}

/** What was kept back while a hit was open is paid once the last one is cleared. */
export async function resume(work: Work, enrolmentId: string, causeId: string): Promise<void> {
  const { db } = work.unit;
  const open = await db
    .selectFrom('enrolmentPause')
    .select('fromMonth')
    .where('enrolmentId', '=', enrolmentId)
    .where('reason', '=', 'KINSHIP_UNFILED')
    .where('toMonth', 'is', null)
    .executeTakeFirst();
  if (open === undefined) return;
  await adjustEnrolment(work, enrolmentId, {
    cause: 'REVIEW',
    outcome: 'RESUMED',
    causeId,
    fromMonth: open.fromMonth,
    pause: { reason: 'KINSHIP_UNFILED' },
    reasons: [{ code: 'KINSHIP_CLEARED', legalBasis: law, text: '近亲属关系已由县级核实并备案' }],
  });
}

/** All hits of some cases, oldest first. */
export function listHits(db: Db, applicationIds: readonly string[]): Promise<HitRow[]> {
  if (applicationIds.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('kinHit')
    .selectAll()
    .where('applicationId', 'in', [...applicationIds])
    .orderBy('foundOn')
    .orderBy('id')
    .execute();
}

/** The shape of a stored hit. */
export function toHit(row: HitRow): KinHit {
  const { id, applicationId, enrolmentId, personId, office, state, foundOn, version } = row;
  return { id, applicationId, enrolmentId, personId, office, state, foundOn, version };
}

async function getEnrolment(db: Db, id: string): Promise<{ readonly state: string }> {
  const row = await db.selectFrom('enrolment').select('state').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  return row;
}

function nextMonth({ kit }: Work): string {
  return addMonthsToMonth(monthOf(kit.clock.today()), 1);
}
