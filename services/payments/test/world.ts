import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  caseChanged,
  caseOpened,
  createPayee,
  enrolmentApproved,
  openFund,
  paymentBatchSealed,
  type Role,
  receiveFunds,
  registerPerson,
  verifyPayee,
} from '@mz/contracts';
import { splitLargestRemainder } from '@mz/domain';
import { startTestService, startTestServices, type TestService } from '@mz/testing';
import { service as definition } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import type { DB } from '../src/database.ts';
import type { SealedLine } from '../src/runs/seal-rules.ts';
import { type Bureau, type OfferedBatch, sealBatch, startBureau } from './bureau.ts';

export const county = '370102000000';
const village = '370102001001';

/** payments with the real people beside it and a bureau that serves batches. */
export interface World {
  readonly payments: TestService<DB, Config>;
  readonly people: TestService;
  readonly bureau: Bureau;
  readonly dataDir: string;
  as(role: Role, subject?: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startWorld(today = '2014-05-26', settings: object = {}): Promise<World> {
  const others = await startTestServices(['people'], { today });
  const { issuer } = others;
  const bureau = await startBureau();
  const dataDir = await mkdtemp(join(tmpdir(), 'mz-payments-'));
  const urls = { people: others.url('people'), 'social-assistance': bureau.url };
  const payments = await startTestService(definition, { issuer, today, urls, config: { dataDir, ...settings } });
  return {
    payments,
    people: others.get('people'),
    bureau,
    dataDir,
    as: (role, subject) => issuer.token({ role, division: '370102', ...(subject === undefined ? {} : { subject }) }),
    async stop() {
      await payments.stop();
      await others.stop();
      await bureau.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const registered = [
  { idNo: '370100195006159023', name: '周文斌', sex: '2', birthDate: '1950-06-15' },
  { idNo: '371700196507079054', name: '杨守仪', sex: '1', birthDate: '1965-07-07' },
  { idNo: '371700197303039063', name: '郑小云', sex: '2', birthDate: '1973-03-03' },
] as const;

/** An enrolled household whose first person is known to people. */
export interface Enrolled {
  readonly enrolmentId: string;
  readonly householdId: string;
  readonly personIds: readonly string[];
  readonly caseId: string;
}

/** Registers the person in people under a case and tells payments of the enrolment. */
export async function enrol(world: World, which: 0 | 1 | 2, size = 3, programme = 'URBAN_DIBAO'): Promise<Enrolled> {
  const { people, payments } = world;
  const caseId = `social-assistance/${randomUUID()}`;
  const [applicationId, enrolmentId, householdId] = [randomUUID(), randomUUID(), randomUUID()];
  const common = { caseId, divisionCode: village, purpose: 'ASSESS_BENEFIT', assigneeIds: [] };
  const publication = { subject: caseId, divisionCode: village };
  await people.deliver(caseOpened, {
    ...publication,
    aggregateVersion: 1,
    data: { ...common, stage: 'DRAFT', personIds: [] },
  });
  const answer = await people.call(registerPerson, {
    token: await world.as('TOWNSHIP_ACCEPTOR', 'acceptor-1'),
    purpose: 'ASSESS_BENEFIT',
    caseId,
    body: { idType: 'RESIDENT_ID', ...registered[which], hukouDivision: village, hukouKind: 'NON_AGRI' },
  });
  if (answer.status !== 200) throw new Error(`the person was not registered: ${JSON.stringify(answer.body)}`);
  const first = String(answer.body.personId);
  const personIds = [first, ...Array.from({ length: size - 1 }, () => randomUUID())];
  await people.deliver(caseChanged, {
    ...publication,
    aggregateVersion: 2,
    data: { ...common, stage: 'OPEN', personIds: [first] },
  });
  await payments.deliver(enrolmentApproved, {
    subject: enrolmentId,
    divisionCode: village,
    aggregateVersion: 1,
    data: {
      enrolmentId,
      applicationId,
      caseId,
      householdId,
      programme,
      personIds,
      fromMonth: '2014-06',
      amountFen: 54_000,
      decisionId: randomUUID(),
    },
  });
  return { enrolmentId, householdId, personIds, caseId };
}

/** The body of payees.create for the first person of a household. */
export function payeeBody(enrolled: Enrolled, number: string, account: object = {}) {
  return {
    kind: 'PERSON',
    enrolmentId: enrolled.enrolmentId,
    personId: enrolled.personIds[0],
    account: { number, bankCode: 'TESTBANK', kind: 'CARD', ...account },
  };
}

/** A payee whose account two persons entered and verified. */
export async function payeeOf(world: World, enrolled: Enrolled, number: string, account = {}): Promise<string> {
  const created = await world.payments.call(createPayee, {
    token: await world.as('ACCOUNT_CLERK'),
    body: payeeBody(enrolled, number, account),
  });
  if (created.status !== 201) throw new Error(`no payee: ${JSON.stringify(created.body)}`);
  const verified = await world.payments.call(verifyPayee, {
    token: await world.as('ACCOUNT_CHECKER'),
    params: { id: created.body.id },
    body: {},
    version: created.body.version,
  });
  if (verified.status !== 200) throw new Error(`not verified: ${JSON.stringify(verified.body)}`);
  return created.body.id;
}

/** A regular line of June with equal shares and the split of payments.md P2. */
export function regularLine(
  { enrolmentId, personIds }: Enrolled,
  payeeId: string,
  amountFen: number,
  overrides: Partial<SealedLine> = {},
): SealedLine {
  const shares = splitLargestRemainder(
    amountFen,
    personIds.map((key) => ({ key, weight: 1 })),
  );
  const split = splitLargestRemainder(amountFen, [
    { key: 'PROVINCE', weight: 6000 },
    { key: 'CITY', weight: 2000 },
    { key: 'COUNTY', weight: 2000 },
  ]);
  return {
    lineId: randomUUID(),
    enrolmentId,
    benefitMonth: '2014-06',
    kind: 'REGULAR',
    causeId: enrolmentId,
    payeeId,
    amountFen,
    deductionFen: 0,
    decisionId: randomUUID(),
    shares: shares.map(({ key, amountFen: share }) => ({ personId: key, amountFen: share })),
    fundSplit: split.map(({ key, amountFen: part }) => ({ level: key, amountFen: part })),
    ...overrides,
  };
}

/** Offers a batch and delivers its sealed event; `told` alters what the event says. */
export async function deliverBatch(world: World, batch: OfferedBatch, told: Partial<{ sha256: string }> = {}) {
  const { head } = batch;
  world.bureau.offer(batch);
  const { batchId, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256, sealedOn } = head;
  return world.payments.deliver(paymentBatchSealed, {
    subject: batchId,
    divisionCode,
    aggregateVersion: 1,
    data: { batchId, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256, sealedOn, ...told },
  });
}

/** Seals lines, offers them and delivers the event; gives the batch id. */
export async function sendBatch(world: World, lines: readonly SealedLine[], head = {}): Promise<string> {
  const batch = sealBatch(lines, head);
  await deliverBatch(world, batch);
  return batch.head.batchId;
}

/** An open fund of the county with money in it. */
export async function fundWith(world: World, amountFen: number, fundCode = 'DB-370102-2014'): Promise<string> {
  const token = await world.as('FUND_OFFICER');
  const fund = await world.payments.call(openFund, {
    token,
    body: {
      fundCode,
      fundClass: 'FISCAL',
      level: 'COUNTY',
      divisionCode: county,
      year: 2014,
      programmes: ['URBAN_DIBAO'],
    },
  });
  if (fund.status !== 201) throw new Error(`no fund: ${JSON.stringify(fund.body)}`);
  await receipt(world, fund.body.id, amountFen);
  return fund.body.id;
}

/** Books an appropriation of the province; the document is new unless told. */
export async function receipt(world: World, fundId: string, amountFen: number, overrides = {}) {
  return world.payments.call(receiveFunds, {
    token: await world.as('FUND_OFFICER'),
    body: {
      fundId,
      docNo: `鲁财社〔2014〕${randomUUID()}号`,
      fromLevel: 'PROVINCE',
      amountFen,
      appropriatedOn: '2014-05-12',
      receivedOn: '2014-05-20',
      ...overrides,
    },
  });
}
