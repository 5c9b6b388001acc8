import { createHash } from 'node:crypto';
import {
  draftApplication,
  openFund,
  receiveFunds,
  registerPerson,
  reportLifeEvent,
  signAuthorization,
  withdrawApplication,
} from '@mz/contracts';
import { createNumberSource, createRandom, type Random } from '@mz/population';
import type { Call, Client } from './client.ts';
import type { CommandKind, Entry, Ledger } from './ledger.ts';

/** Services that the workload needs, in the order in which they start. */
export const workloadServices = [
  'identity',
  'place-names',
  'people',
  'social-assistance',
  'income-verification',
  'payments',
] as const;

/** Cases and receipts that are drawn from a seed. */
export interface Workload {
  readonly ledger: Ledger;
  /** Works on cases, `lanes` at a time, until this many commands have been sent; calls `each` after every one. */
  send(client: Client, options: SendOptions): Promise<void>;
}

/** How much of a workload is sent. */
export interface SendOptions {
  readonly commands: number;
  readonly lanes: number;
  each?(sent: number): void;
  /** Tries of a command before it is left UNKNOWN; drawn for each when undefined. */
  readonly tries?: number;
  /** Every case has every step, and no receipt comes between; drawn when undefined. */
  readonly whole?: boolean;
}

const villages = ['370102001001', '370102001002', '370102001003'];
const county = '370102000000';
const today = '2014-04-28';
const pauseMs = 300;
const services = {
  draft: 'social-assistance',
  register: 'people',
  sign: 'income-verification',
  die: 'people',
  withdraw: 'social-assistance',
  receive: 'payments',
} as const satisfies Record<CommandKind, string>;

interface Step {
  readonly entry: Entry;
  readonly call: Call;
  readonly tries: number;
}

interface Plan {
  readonly random: Random;
  readonly ledger: Ledger;
  readonly numberOf: ReturnType<typeof createNumberSource>;
  readonly fundId: string;
  readonly tries: number | undefined;
  readonly whole: boolean;
}

/** Opens the fund that receipts go to; the rest depends on the seed alone. */
export async function openWorkload(random: Random, client: Client): Promise<Workload> {
  const ledger: Ledger = [];
  const fund: Entry = {
    kind: 'receive',
    service: 'payments',
    key: keyFrom(random),
    mark: '',
    state: 'PLANNED',
    tries: 0,
  };
  await client.send(fund, { operation: openFund, account: 'lixia-fund-officer', body: fundBody });
  const fundId = fund.answer?.id;
  if (typeof fundId !== 'string') throw new Error(`no fund was opened: ${fund.refusal ?? 'no answer'}`);
  const numberOf = createNumberSource(random);
  return {
    ledger,
    async send(client, { commands, lanes, each, tries, whole = false }) {
      const until = ledger.length + commands;
      const lane = async (): Promise<void> => {
        while (ledger.length < until) {
          // A stream for each case, or the draws of one would depend on the answers of another.
          const own = createRandom(String(random.int(0, 0xffff_ffff)));
          const plan: Plan = { random: own, ledger, numberOf, fundId, tries, whole };
          const steps = !whole && own.chance(20) ? receiptSteps(plan) : caseSteps(plan);
          for (let step = steps.next(); !step.done && ledger.length < until; step = steps.next()) {
            ledger.push(step.value.entry);
            await perform(client, step.value);
            each?.(ledger.length);
          }
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    },
  };
}

const fundBody = {
  fundCode: 'PROVE-1',
  fundClass: 'FISCAL',
  level: 'COUNTY',
  divisionCode: county,
  year: 2014,
  programmes: ['URBAN_DIBAO'],
};

// A client that knows nothing asks again with the same key, or leaves it at that.
async function perform(client: Client, { entry, call, tries }: Step): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs * Math.min(attempt, 5)));
    await client.send(entry, call);
    if (entry.state !== 'UNKNOWN') return;
  }
}

/** One case: drafted, a person registered, perhaps their authorization and death, perhaps withdrawn; what follows needs an answer. */
function* caseSteps(plan: Plan): Generator<Step> {
  const { random } = plan;
  const divisionCode = random.pick(villages);
  const person = personFrom(plan);
  const [signs, dies, withdraws] = [50, 30, 40].map((percent) => plan.whole || random.chance(percent));
  const keys = { draft: hashFrom(random), scan: hashFrom(random) };
  const draft = stepOf(
    plan,
    { kind: 'draft', mark: keys.draft },
    {
      operation: draftApplication,
      account: 'lixia-acceptor',
      body: { programme: 'URBAN_DIBAO', divisionCode, filedBy: 'AGENT', entrustmentSha256: keys.draft },
    },
  );
  yield draft;
  const { id, caseId, version } = draft.entry.answer ?? {};
  if (typeof id !== 'string' || typeof caseId !== 'string') return;
  const register = stepOf(
    plan,
    { kind: 'register', mark: caseId },
    {
      operation: registerPerson,
      account: 'lixia-acceptor',
      headers: { 'x-purpose': 'ASSESS_BENEFIT', 'x-case': caseId },
      body: { ...person, hukouDivision: divisionCode },
    },
  );
  yield register;
  const personId = register.entry.answer?.personId;
  if (signs === true && typeof personId === 'string') {
    yield stepOf(
      plan,
      { kind: 'sign', mark: keys.scan },
      {
        operation: signAuthorization,
        account: 'lixia-clerk',
        headers: { 'x-purpose': 'VERIFY_MEANS' },
        body: { ...authorization, caseId, divisionCode, grantorPersonId: personId, documentSha256: keys.scan },
      },
    );
  }
  if (dies === true && typeof personId === 'string') {
    yield stepOf(
      plan,
      { kind: 'die', mark: personId },
      { operation: reportLifeEvent, account: 'lixia-acceptor', body: { ...death, personId } },
    );
  }
  if (withdraws !== true) return;
  yield stepOf(
    plan,
    { kind: 'withdraw', mark: id },
    {
      operation: withdrawApplication,
      account: 'lixia-acceptor',
      params: { id },
      headers: { 'if-match': `"${String(version)}"` },
      body: { text: '本人自愿撤回申请' },
    },
  );
}

function* receiptSteps(plan: Plan): Generator<Step> {
  const { random, fundId } = plan;
  const docNo = `济财社指〔2014〕${hashFrom(random).slice(0, 16)}号`;
  const amountFen = random.int(1, 9_000_000);
  yield stepOf(
    plan,
    { kind: 'receive', mark: docNo },
    {
      operation: receiveFunds,
      account: 'lixia-fund-officer',
      body: { fundId, docNo, fromLevel: 'COUNTY', amountFen, appropriatedOn: '2014-04-20', receivedOn: today },
    },
  );
}

const death = { kind: 'DEATH', eventDate: '2014-04-27', source: 'PSB_CANCEL', matchedBy: 'NUMBER' };
const authorization = {
  supporter: false,
  scopeItems: ['HUKOU', 'VEHICLE', 'DEPOSIT'],
  scopePurposes: ['DIBAO'],
  continuous: true,
  signedOn: today,
  method: 'WET_INK',
  witnessSubject: 'lixia-clerk',
};

function stepOf(plan: Plan, { kind, mark }: Pick<Entry, 'kind' | 'mark'>, call: Call): Step {
  const { random } = plan;
  const entry: Entry = { kind, service: services[kind], key: keyFrom(random), mark, state: 'PLANNED', tries: 0 };
  return { entry, call, tries: plan.tries ?? (random.chance(70) ? 5 : 1) };
}

function personFrom({ random, numberOf }: Plan): Record<string, unknown> {
  const sex = random.pick(['1', '2'] as const);
  const birthDate = `${random.int(1940, 1990)}-${pad(random.int(1, 12))}-${pad(random.int(1, 28))}`;
  const name = `${random.pick(['王', '李', '张', '刘', '陈'])}${random.pick(['建国', '秀英', '志强', '桂兰', '海涛'])}`;
  const rest = { hukouKind: 'NON_AGRI', maritalStatus: '10', ethnicity: '01' };
  return { idType: 'RESIDENT_ID', idNo: numberOf(birthDate, sex), name, sex, birthDate, ...rest };
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

function keyFrom(random: Random): string {
  return hashFrom(random).slice(0, 32);
}

function hashFrom(random: Random): string {
  const drawn = Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff)).join('-');
  return createHash('sha256').update(drawn).digest('hex');
}
