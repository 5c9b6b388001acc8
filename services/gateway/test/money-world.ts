import { randomUUID } from 'node:crypto';
import {
  caseChanged,
  caseOpened,
  confirmRun,
  createPayee,
  enrolmentApproved,
  fileRun,
  getRun,
  type Operation,
  openFund,
  personDeathReported,
  personDeathRevoked,
  receiveFunds,
  registerPerson,
  verifyPayee,
} from '@mz/contracts';
import { freePort, type TestCall, type TestServices } from '@mz/testing';
import { startBureau } from './bureau.ts';
import { startOperatorServices } from './operator-browser.ts';

const village = '370102001001';
const county = '370102000000';

/** Names and numbers that no page of an operator may show. */
export const persons = [
  { idNo: '370100195006159023', name: '周文斌', sex: '2', birthDate: '1950-06-15', card: '6299990000000017' },
  { idNo: '371700196507079054', name: '杨守仪', sex: '1', birthDate: '1965-07-07', card: '6299990000000025' },
  { idNo: '371700197303039063', name: '郑小云', sex: '2', birthDate: '1973-03-03', card: '6299990000000033' },
] as const;

interface Household {
  readonly enrolmentId: string;
  readonly personId: string;
  readonly payeeId: string;
}

/** What the pages must show of the money on 2014-06-11. */
export interface MoneyWorld {
  readonly services: TestServices;
  /** Held since 2014-05-26 for ACCOUNT_UNVERIFIED: due on 2014-06-10, one day over. */
  readonly unverifiedLine: string;
  /** Held since 2014-06-11 for DEATH_UNCONFIRMED: due on 2014-06-25. */
  readonly reportedLine: string;
  stop(): Promise<void>;
}

/** Plays a month of payments on real services: one line filed and never answered, two lines held, a silent agency. */
export async function startMoneyWorld(): Promise<MoneyWorld> {
  const port = await freePort();
  const services = await startOperatorServices(['people', 'payments', 'income-verification'], {
    today: '2014-05-26',
    urls: { 'social-assistance': `http://127.0.0.1:${port}` },
  });
  const bureau = await startBureau(services, port);
  const play = playOn(services);
  await play.fund();
  const unverified = await play.household(0, 'UNVERIFIED');
  const filed = await play.household(1, 'ACTIVE');
  const reported = await play.household(2, 'ACTIVE');

  const [held, sent] = [lineOf(unverified), lineOf(filed)];
  await play.fileRun(await bureau.send([held, sent]));
  await services.setToday('2014-06-11');
  await services.get('payments').deliver(personDeathReported, {
    ...{ subject: reported.personId, divisionCode: county, aggregateVersion: 2 },
    data: {
      ...{ personId: reported.personId, noticeId: randomUUID(), deathDate: '2014-06-09' },
      ...{ source: 'CREMATION', confirmBy: '2014-07-11' },
    },
  });
  const waiting = lineOf(reported);
  await bureau.send([waiting]);
  await services.get('income-verification').rows(
    `insert into agency_health (agency_code, state, since, version) values
       ('HRSS_PENSION', 'DEGRADED', '2014-06-10T01:00:00Z', 1), ('PS_VEHICLE', 'UP', '2014-06-10T01:00:00Z', 2)`,
  );
  return {
    services,
    unverifiedLine: held.lineId,
    reportedLine: waiting.lineId,
    async stop() {
      await services.stop();
      await bureau.stop();
    },
  };
}

/** A regular line of June over 540.00, shared 60/20/20. */
function lineOf({ enrolmentId, personId, payeeId }: Household) {
  return {
    ...{ lineId: randomUUID(), enrolmentId, payeeId, causeId: enrolmentId, decisionId: randomUUID() },
    benefitMonth: '2014-06',
    kind: 'REGULAR' as const,
    amountFen: 54_000,
    deductionFen: 0,
    shares: [{ personId, amountFen: 54_000 }],
    fundSplit: [
      { level: 'PROVINCE', amountFen: 32_400 },
      { level: 'CITY', amountFen: 10_800 },
      { level: 'COUNTY', amountFen: 10_800 },
    ],
  };
}

function playOn(services: TestServices) {
  const [payments, people] = [services.get('payments'), services.get('people')];

  /** An operation as a person of 历下区 calls it; throws unless it is done. */
  async function as<O extends Operation>(account: string, operation: O, call: TestCall<O>) {
    const token = await tokenAtIdentity(services.url('identity'), account);
    const answer = await services.get(operation.service).call(operation, { ...call, token });
    if (answer.status >= 300)
      throw new Error(`${operation.id} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async function register(which: 0 | 1 | 2, caseId: string): Promise<string> {
    const { card: _card, ...person } = persons[which];
    const common = { caseId, divisionCode: village, purpose: 'ASSESS_BENEFIT', assigneeIds: [] };
    const publication = { subject: caseId, divisionCode: village };
    const draft = { ...common, stage: 'DRAFT' as const, personIds: [] };
    await people.deliver(caseOpened, { ...publication, aggregateVersion: 1, data: draft });
    const { personId } = await as('lixia-acceptor', registerPerson, {
      purpose: 'ASSESS_BENEFIT',
      caseId,
      body: { idType: 'RESIDENT_ID', ...person, hukouDivision: village, hukouKind: 'NON_AGRI' },
    });
    if (personId === null) throw new Error('people gave the person no id');
    const open = { ...common, stage: 'OPEN' as const, personIds: [personId] };
    await people.deliver(caseChanged, { ...publication, aggregateVersion: 2, data: open });
    return personId;
  }

  return {
    async fund(): Promise<void> {
      const { id: fundId } = await as('lixia-fund-officer', openFund, {
        body: {
          ...{ fundCode: 'DB-370102-2014', fundClass: 'FISCAL', level: 'COUNTY', divisionCode: county },
          ...{ year: 2014, programmes: ['URBAN_DIBAO'] },
        },
      });
      await as('lixia-fund-officer', receiveFunds, {
        body: {
          ...{ fundId, docNo: '鲁财社〔2014〕1号', fromLevel: 'PROVINCE', amountFen: 10_000_000 },
          ...{ appropriatedOn: '2014-05-12', receivedOn: '2014-05-20' },
        },
      });
    },
    /** An enrolled person with an account, which two persons verified or only one entered. */
    async household(which: 0 | 1 | 2, account: 'ACTIVE' | 'UNVERIFIED'): Promise<Household> {
      const [enrolmentId, applicationId] = [randomUUID(), randomUUID()];
      const caseId = `social-assistance/${applicationId}`;
      const personId = await register(which, caseId);
      await payments.deliver(enrolmentApproved, {
        ...{ subject: enrolmentId, divisionCode: village, aggregateVersion: 1 },
        data: {
          ...{ enrolmentId, applicationId, caseId, householdId: randomUUID(), decisionId: randomUUID() },
          ...{ programme: 'URBAN_DIBAO', personIds: [personId], fromMonth: '2014-06', amountFen: 54_000 },
        },
      });
      const { id, version } = await as('lixia-account-clerk', createPayee, {
        body: {
          ...{ kind: 'PERSON', enrolmentId, personId },
          account: { number: persons[which].card, bankCode: 'TESTBANK', kind: 'CARD' },
        },
      });
      if (account === 'ACTIVE') await as('lixia-account-checker', verifyPayee, { params: { id }, body: {}, version });
      return { enrolmentId, personId, payeeId: id };
    },
    /** Confirmed by the finance bureau and written for the bank. */
    async fileRun(id: string): Promise<void> {
      const call = { params: { id }, body: {} };
      const pulled = await as('lixia-finance', getRun, { params: { id } });
      const confirmed = await as('lixia-finance', confirmRun, { ...call, version: pulled.version });
      await as('lixia-fund-officer', fileRun, { ...call, version: confirmed.version });
    },
  };
}

/** A revocation that died while payments did not know the death notice; by now it does, and a replay takes effect. */
export async function aDeadLetter(services: TestServices): Promise<{ letterId: string; noticeId: string }> {
  const payments = services.get('payments');
  const [noticeId, personId] = [randomUUID(), randomUUID()];
  const publication = { subject: personId, divisionCode: county };
  await payments.deliver(personDeathRevoked, {
    ...{ ...publication, aggregateVersion: 2 },
    data: { personId, noticeId: randomUUID(), revokesNoticeId: noticeId },
  });
  const [letter] = await payments.rows<{ id: string }>(
    `with dead as (
       update inbox set state = 'DEAD', waiting_for = null, attempts = 8 where subject = $1 and state = 'WAITING'
       returning event_id, type, event)
     insert into dead_letter (event_id, type, event, attempts, error_code, first_error, last_error, died_at)
     select event_id, type, event, 8, 'DEATH_NOTICE_UNKNOWN', 'ProblemError:X', 'ProblemError:X', now() from dead
     returning id`,
    [personId],
  );
  await payments.deliver(personDeathReported, {
    ...{ ...publication, aggregateVersion: 1 },
    data: { personId, noticeId, deathDate: '2014-06-01', source: 'CREMATION', confirmBy: '2014-07-01' },
  });
  return { noticeId, letterId: letter?.id ?? '' };
}

async function tokenAtIdentity(identity: string, account: string): Promise<string> {
  const answer = await fetch(`${identity}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account }),
  });
  const { accessToken } = (await answer.json()) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`identity gave ${account} no token: ${answer.status}`);
  return accessToken;
}
