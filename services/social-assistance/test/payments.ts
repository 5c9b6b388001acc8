import { randomUUID } from 'node:crypto';
import {
  approveBatch,
  checkBatch,
  type EventDefinition,
  type EventPayload,
  generateBatch,
  getEnrolment,
  type OperationOutputOf,
  payeeActivated,
  sealBatch,
} from '@mz/contracts';
import { startTestService, type TestAnswer, type TestService } from '@mz/testing';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

type Batch = OperationOutputOf<typeof generateBatch>;

/** The payment office of one county. */
export interface Office {
  readonly county: string;
  readonly village: string;
  readonly officer: string;
  readonly approver: string;
  generate(overrides?: object): Promise<TestAnswer<Batch>>;
  check(batch: Batch): Promise<Batch>;
  approve(batch: Batch): Promise<Batch>;
  seal(batch: Batch): Promise<TestAnswer<Batch>>;
  /** Generated, checked, approved, sealed. */
  run(overrides?: object): Promise<Batch>;
}

/** The service in May 2014, when June may be generated. */
export function startPayments(today = '2014-05-26'): Promise<TestService<DB>> {
  return startTestService(service, { seed: true, today });
}

/** The office of a county by its six digits; each test takes its own. */
export async function anOffice(app: TestService<DB>, digits: string): Promise<Office> {
  const county = `${digits}000000`;
  const officer = await app.token({ role: 'BATCH_OFFICER', division: county });
  const approver = await app.token({ role: 'BATCH_APPROVER', division: county });
  const body = { programme: 'URBAN_DIBAO', divisionCode: county, benefitMonth: '2014-06' };
  const office: Office = {
    county,
    village: `${digits}001201`,
    officer,
    approver,
    generate: (overrides = {}) => app.call(generateBatch, { token: officer, body: { ...body, ...overrides } }),
    check: async ({ id, version }) =>
      expected(await app.call(checkBatch, { token: officer, params: { id }, version, body: {} }), 200),
    approve: async ({ id, version }) =>
      expected(await app.call(approveBatch, { token: approver, params: { id }, version, body: {} }), 200),
    seal: ({ id, version }) => app.call(sealBatch, { token: approver, params: { id }, version, body: {} }),
    async run(overrides = {}) {
      const generated = expected(await office.generate(overrides), 201);
      return expected(await office.seal(await office.approve(await office.check(generated))), 200);
    },
  };
  return office;
}

/** Hands an event of payments or people over. */
export function tell<E extends EventDefinition>(app: TestService<DB>, event: E, data: EventPayload<E>) {
  return app.deliver(event, { subject: randomUUID(), divisionCode: '370102000000', aggregateVersion: 1, data });
}

/** A payee with an account that is usable from a day. */
export async function aPayee(app: TestService<DB>, enrolmentId: string, usableFrom: string): Promise<string> {
  const payeeId = randomUUID();
  await tell(app, payeeActivated, { payeeId, enrolmentId, personId: randomUUID(), usableFrom });
  return payeeId;
}

/** Months of an enrolment as `month kind state fen`. */
export async function monthsOf(app: TestService<DB>, office: Office, id: string): Promise<string[]> {
  const answer = await app.call(getEnrolment, { token: office.officer, params: { id } });
  const { entitlements } = expected(answer, 200);
  return entitlements.map(
    ({ benefitMonth, kind, state, amountFen }) => `${benefitMonth} ${kind} ${state} ${amountFen}`,
  );
}

/** The body of an answer that must have come. */
export function expected<B>(answer: TestAnswer<B>, status: number): B {
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
