import { createHash, randomUUID } from 'node:crypto';
import {
  compileReport,
  createAgreement,
  draftApplication,
  draftRequest,
  entrustRequest,
  issueReport,
  type Operation,
  registerPerson,
  signAuthorization,
  submitRequest,
} from '@mz/contracts';
import type { Person } from '@mz/population';
import type { Platform } from '../platform/index.ts';
import { type Call, type Officer, openOfficer } from '../workload/officer.ts';
import { firstDay } from './subjects.ts';

/** A check on its way: its request, and about whom. */
export interface Check {
  readonly requestId: string;
  readonly person: Person;
  readonly personId: string;
}

/** A report version as it is compiled or issued. */
export interface Report {
  readonly id: string;
  readonly version: number;
  readonly reportVersion: number;
  readonly verdict: string;
  readonly secondaryFlags: readonly string[];
  readonly missingAgencies: readonly string[];
}

/** The offices through which a check goes, each with people of its own. */
export interface Centre {
  /** From a fresh case to the entrusting officer's desk. */
  submit(person: Person, terms?: { readonly dueDate?: string; readonly today?: string }): Promise<Check>;
  entrust(check: Check): Promise<void>;
  /** The report, or the code of the refusal. */
  compile(check: Check): Promise<Report | string>;
  issue(report: Report): Promise<Report>;
  /** An agreement on files with an agency; from then on it is asked. */
  connect(agency: { agencyCode: string; item: string; route: string }, exchangeKey: object): Promise<void>;
}

const items = [
  ...['HUKOU', 'VEHICLE', 'PENSION', 'RESIDENT_PENSION', 'CONTRIBUTION', 'BUSINESS_REG', 'REAL_ESTATE', 'FUND'],
  ...['IIT_WAGE', 'MARRIAGE', 'CREMATION', 'BENEFIT', 'DEPOSIT', 'CERT', 'SUBSIDY', 'CASH_VALUE'],
];
/** So low that whoever earns or owns anything is beyond them: what is missed or made up shows in the verdict. */
const limits = {
  ...{ standardId: null, incomeLimitFen: 100, comparison: 'LT', countableTableVersion: '2014-01', excludedTypes: [] },
  assetLimits: { financialPerHeadFen: 100, vehicles: 0, dwellings: 10, businessCapitalFen: 100, businessStaff: 0 },
};

/** Logs the officers in. */
export async function openCentre(platform: Platform): Promise<Centre> {
  const [acceptor, clerk, entrusting, operator, checker, admin] = await Promise.all(
    ['lixia-acceptor', 'lixia-clerk', 'lixia-entrust-officer', 'lixia-center-operator', 'lixia-center-checker']
      .concat('province-admin')
      .map((account) => openOfficer(platform, account)),
  );
  if (!acceptor || !clerk || !entrusting || !operator || !checker || !admin) throw new Error('an officer is missing');
  return {
    async submit(person, { dueDate, today = firstDay } = {}) {
      const drafted = await need(acceptor, {
        operation: draftApplication,
        body: draftOf(person),
      });
      const caseId = textIn(drafted, 'caseId');
      const registered = await need(acceptor, {
        operation: registerPerson,
        headers: { 'x-purpose': 'ASSESS_BENEFIT', 'x-case': caseId },
        body: registrationOf(person),
      });
      const personId = textIn(registered, 'personId');
      const means = { 'x-purpose': 'VERIFY_MEANS' };
      const signed = await need(clerk, {
        operation: signAuthorization,
        headers: means,
        body: signingOf({ caseId, person, personId, today }),
      });
      const entered = await need(clerk, {
        operation: draftRequest,
        headers: means,
        body: {
          ...{ caseId, householdId: randomUUID(), divisionCode: person.divisionCode, purpose: 'DIBAO' },
          ...{ programme: 'URBAN_DIBAO', kind: 'INITIAL', priority: 'NORMAL', asOf: today, limits },
          ...{ windowFrom: '2013-10', windowTo: '2014-03', declared: { incomes: [], assets: [] } },
          subjects: [{ personId, role: 'COUNTED', relationToHead: '01', authorizationId: textIn(signed, 'id') }],
          ...(dueDate === undefined ? {} : { dueDate }),
        },
      });
      const requestId = textIn(entered, 'id');
      const params = { id: requestId };
      await need(clerk, { operation: submitRequest, params, headers: means, body: {}, version: 1 });
      return { requestId, person, personId };
    },
    async entrust({ requestId }) {
      const [row] = await platform.rows<{ version: number }>(
        'income-verification',
        'select version from verification_request where id = $1',
        [requestId],
      );
      await need(entrusting, {
        operation: entrustRequest,
        params: { id: requestId },
        body: {},
        version: row?.version ?? 0,
      });
    },
    async compile({ requestId }) {
      const call = { operation: compileReport, params: { id: requestId }, body: {}, key: randomUUID() };
      const answer = await operator.call(call);
      // Parse border: the contract's report, or a problem.
      const body = JSON.parse(answer?.text ?? '{}') as Report & { readonly code?: string };
      return answer?.status === compileReport.success.status ? body : (body.code ?? 'NO_ANSWER');
    },
    async issue({ id, version }) {
      // Parse border: the contract's report.
      return (await need(checker, { operation: issueReport, params: { id }, body: {}, version })) as unknown as Report;
    },
    async connect({ agencyCode, item, route }, exchangeKey) {
      await need(admin, {
        operation: createAgreement,
        body: {
          ...{ agencyCode, items: [item], mode: 'DF', route, exchangeKey, docNo: randomUUID() },
          ...{ level: 'PROVINCE', divisionCode: '370000000000', slaSeconds: 1_296_000, validFrom: '2014-01-01' },
        },
      });
    },
  };
}

type Body = Readonly<Record<string, unknown>>;

async function need(officer: Officer, call: Omit<Call, 'key'> & { readonly operation: Operation }): Promise<Body> {
  const answer = await officer.call({ ...call, key: randomUUID() });
  if (answer?.status !== call.operation.success.status) {
    throw new Error(`${call.operation.id} was answered ${answer?.status ?? 'nothing'} ${answer?.text ?? ''}`);
  }
  return JSON.parse(answer.text) as Body;
}

function textIn(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw new Error(`there is no ${field} in an answer`);
  return value;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function draftOf({ divisionCode }: Person): object {
  return { programme: 'URBAN_DIBAO', divisionCode, filedBy: 'AGENT', entrustmentSha256: hashOf(randomUUID()) };
}

function registrationOf(person: Person): object {
  const { idNo, name, sex, birthDate, hukouKind, divisionCode } = person;
  return { idType: 'RESIDENT_ID', idNo, name, sex, birthDate, hukouKind, hukouDivision: divisionCode };
}

function signingOf(signing: { caseId: string; person: Person; personId: string; today: string }): object {
  const { caseId, person, personId, today } = signing;
  return {
    ...{ caseId, divisionCode: person.divisionCode, grantorPersonId: personId, supporter: false, scopeItems: items },
    ...{ scopePurposes: ['DIBAO'], continuous: false, signedOn: today, method: 'WET_INK' },
    ...{ documentSha256: hashOf(randomUUID()), witnessSubject: 'lixia-clerk' },
  };
}
