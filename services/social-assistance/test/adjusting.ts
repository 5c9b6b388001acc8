import { randomUUID } from 'node:crypto';
import {
  type EventPayload,
  getCapsule,
  type overpaymentAssessed,
  paymentCancelled,
  paymentSettled,
  personDeathRevoked,
  personDied,
} from '@mz/contracts';
import type { TestService } from '@mz/testing';
import type { DB } from '../src/database.ts';
import { anEnrolment, type EnrolmentOverrides, type TestEnrolment } from '../src/enrolments/factories.ts';
import { type CaseCapsule, verifyCapsule } from '../src/rules/index.ts';
import { anOffice, expected, monthsOf, type Office, startPayments, tell } from './payments.ts';

/** One household of example 1 (three members, 540.00 a month from June 2014), its county's office, and payments as told. */
export interface Scene {
  readonly app: TestService<DB>;
  readonly office: Office;
  readonly enrolment: TestEnrolment;
  months(): Promise<string[]>;
  /** Batches a month on the 26th before it, and seals it. */
  seal(month: string): Promise<string>;
  /** Batches, seals and settles months. */
  pay(...months: readonly string[]): Promise<void>;
  lineOf(batchId: string, kind?: string): Promise<EventPayload<typeof paymentCancelled>>;
  settle(batchId: string): Promise<void>;
  cancel(line: EventPayload<typeof paymentCancelled>): Promise<void>;
  /** The nth member dies; answers the notice. */
  die(nth: number, deathDate: string, noticeId?: string): Promise<string>;
  revoke(nth: number, noticeId: string): Promise<string>;
  /** Payloads of an event about this enrolment, oldest first. */
  told<T>(name: string): Promise<T[]>;
  enrolmentRow(): Promise<Record<string, unknown>>;
  /** Outcomes and causes of the decisions after the first, and whether each capsule recomputes to the same bytes. */
  decisions(): Promise<string[]>;
}

/** What overpayment.assessed tells. */
export type Assessed = EventPayload<typeof overpaymentAssessed>;

/** Starts the service with one enrolled household. */
export async function aScene(digits: string, overrides: EnrolmentOverrides = {}): Promise<Scene> {
  const app = await startPayments();
  const office = await anOffice(app, digits);
  const enrolment = await anEnrolment(app.kit, { divisionCode: office.village, payeeFrom: '2014-05-20', ...overrides });
  const { id, personIds } = enrolment;

  async function lineOf(batchId: string, kind = 'REGULAR') {
    const [row] = await app.rows<{ line_id: string; benefit_month: string }>(
      'select line_id, benefit_month from batch_line where batch_id = $1 and kind = $2',
      [batchId, kind],
    );
    if (row === undefined) throw new Error(`the batch has no ${kind} line`);
    const { line_id: lineId, benefit_month: benefitMonth } = row;
    return { batchId, lineId, enrolmentId: id, benefitMonth, code: 'WITHDRAWN' };
  }

  const scene: Scene = {
    app,
    office,
    enrolment,
    lineOf,
    months: () => monthsOf(app, office, id),
    async seal(month) {
      await moveTo(app, month);
      return (await office.run({ benefitMonth: month })).id;
    },
    async pay(...months) {
      for (const month of months) await scene.settle(await scene.seal(month));
    },
    async settle(batchId) {
      const lines = await app.rows<{ line_id: string; benefit_month: string; amount_fen: string }>(
        'select line_id, benefit_month, amount_fen from batch_line where batch_id = $1 and not refused',
        [batchId],
      );
      const postedOn = app.kit.clock.today();
      await tell(app, paymentSettled, {
        batchId,
        lines: lines.map((line) => ({
          ...{ lineId: line.line_id, enrolmentId: id, benefitMonth: line.benefit_month, postedOn },
          amountFen: Number(line.amount_fen),
        })),
      });
    },
    cancel: async (line) => void (await tell(app, paymentCancelled, line)),
    async die(nth, deathDate, noticeId = randomUUID()) {
      await tell(app, personDied, { personId: personIds[nth] ?? '', noticeId, deathDate, source: 'PSB_CANCEL' });
      return noticeId;
    },
    async revoke(nth, revokesNoticeId) {
      const noticeId = randomUUID();
      await tell(app, personDeathRevoked, { personId: personIds[nth] ?? '', noticeId, revokesNoticeId });
      return noticeId;
    },
    async told<T>(name: string) {
      const all = await app.published();
      return all
        .filter(
          ({ type, data }) =>
            type === `cn.gov.sd.mz.${name}.v1` && (data as { enrolmentId?: string }).enrolmentId === id,
        )
        .map(({ data }) => data as T);
    },
    async enrolmentRow() {
      const [row] = await app.rows(
        'select state, last_month, amount_fen::int as amount_fen from enrolment where id = $1',
        [id],
      );
      return row ?? {};
    },
    async decisions() {
      const rows = await app.rows<{ id: string; cause: string; outcome: string }>(
        'select id, cause, outcome from decision where enrolment_id = $1 order by recorded_at, id',
        [id],
      );
      return Promise.all(
        rows.map(async (row) => `${row.cause} ${row.outcome} ${await recomputed(app, office, row.id)}`),
      );
    },
  };
  return scene;
}

/** Moves the clock to the 26th of the month before, unless it is later already. */
async function moveTo(app: TestService<DB>, month: string): Promise<void> {
  const [year, number] = month.split('-').map(Number);
  const before = new Date(Date.UTC(year ?? 0, (number ?? 0) - 2, 26)).toISOString().slice(0, 10);
  if (app.kit.clock.today() < before) await app.setToday(before);
}

async function recomputed(app: TestService<DB>, office: Office, id: string): Promise<string> {
  const { capsule } = expected(await app.call(getCapsule, { token: office.officer, params: { id } }), 200);
  const verdict = verifyCapsule(capsule as unknown as CaseCapsule);
  return verdict.ok ? 'same bytes' : JSON.stringify(verdict.differences);
}
