import { randomUUID } from 'node:crypto';
import {
  caseChanged,
  compileReport,
  createAgreement,
  type EventPayload,
  entrustRequest,
  getRequest,
  issueReport,
  type Operation,
  recordKinship,
  registerPerson,
  signAuthorization,
  verificationDispatched,
  verificationRequested,
} from '@mz/contracts';
import { type Person, type StoryHousehold, storyHouseholds } from '@mz/population';
import { startTestService, startTestServices, type TestAnswer, type TestCall, type TestService } from '@mz/testing';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { aBrief, eventOf, type Household, registrationOf, signingOf } from './briefs.ts';
import { type Brief, bureauWith } from './bureau.ts';

export { type Household, hashOf } from './briefs.ts';

/** income-verification with its real peers over HTTP: people, payments, the agencies; and the bureau's contract. */
export interface World {
  readonly iv: Omit<TestService<DB, AppKit['config']>, 'call'>;
  readonly tokens: Readonly<
    Record<
      'clerk' | 'ruralClerk' | 'entrust' | 'operator' | 'second' | 'checker' | 'lead' | 'admin' | 'elsewhere',
      string
    >
  >;
  readonly briefs: Map<string, Brief>;
  call<O extends Operation>(operation: O, call?: TestCall<O>): Promise<TestAnswer>;
  /** Registers the persons of a story household in a fresh case. */
  openCase(
    key?: StoryHousehold['key'],
    change?: (person: Person) => Partial<Person>,
  ): Promise<Omit<Household, 'authorizationIds'>>;
  sign(household: Omit<Household, 'authorizationIds'>, ref: string, overrides?: object): Promise<TestAnswer>;
  /** A case whose adults have signed. */
  aHousehold(key?: StoryHousehold['key'], change?: (person: Person) => Partial<Person>): Promise<Household>;
  briefOf(household: Household, overrides?: Partial<Brief>): Brief;
  request(brief: Brief, event?: object): Promise<string>;
  entrust(requestId: string): Promise<TestAnswer>;
  /**
   * Hands the waiting questions to the sender: through the real inbox, or, once a moved clock has started the relay, by letting
   * it hand on the service's own event. Both at once would ask twice.
   */
  dispatch(requestId: string): Promise<void>;
  read(requestId: string): Promise<TestAnswer>;
  /** Records with people that a new person is a sibling of a member; answers who. */
  aSibling(household: Omit<Household, 'authorizationIds'>, ref: string): Promise<string>;
  compile(requestId: string): Promise<TestAnswer>;
  issue(reportId: string, version: number): Promise<TestAnswer>;
  override(body: object): Promise<void>;
  clearOverrides(): Promise<void>;
  setToday(day: string): Promise<void>;
  /** Lets the jobs of the next hour of the business clock run, with the agencies on the same day. */
  nextHour(): Promise<void>;
  /** Records an agreement on files or letters, in force from the first day of the world. */
  agree(agreement: {
    agencyCode: string;
    mode: 'DF' | 'ML' | 'OD';
    items: string[];
    route?: string;
  }): Promise<TestAnswer>;
  /** Tells people of the cases that this service opened for units. */
  passCases(): Promise<void>;
  /** Records with people that a member has no or limited capacity. */
  setCapacity(personId: string, capacity: 'NONE' | 'LIMITED' | 'FULL'): Promise<void>;
  /** POST to a control of the simulator, such as `/dev/files`. */
  control(path: string, body: object): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the world on 2014-04-28. */
export async function startWorld(
  options: {
    config?: object;
    simulator?: object;
    logger?: NonNullable<Parameters<typeof startTestService>[1]>['logger'];
  } = {},
): Promise<World> {
  const briefs = new Map<string, Brief>();
  const configs = { 'agency-simulator': options.simulator };
  const peers = await startTestServices(['people', 'payments', 'agency-simulator'], { configs });
  const bureau = await startTestService(bureauWith(briefs), { issuer: peers.issuer });
  const urls = {
    people: peers.url('people'),
    payments: peers.url('payments'),
    'agency-simulator': peers.url('agency-simulator'),
    'social-assistance': await bureau.service.listen(),
  };
  const iv = await startTestService(service, {
    issuer: peers.issuer,
    urls,
    seed: true,
    // What a test looks at after a dispatch is there, however busy the machine is.
    config: { agencyPatienceMs: 600_000, ...options.config },
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
  const county = '370102000000';
  const tokens = {
    clerk: await iv.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001000' }),
    ruralClerk: await iv.token({ role: 'TOWNSHIP_ACCEPTOR', division: '371721101000' }),
    entrust: await iv.token({ role: 'ENTRUST_OFFICER', division: county }),
    operator: await iv.token({ role: 'CENTER_OPERATOR', division: county }),
    second: await iv.token({ role: 'CENTER_OPERATOR', division: county, subject: 'second-operator' }),
    checker: await iv.token({ role: 'CENTER_CHECKER', division: county }),
    lead: await iv.token({ role: 'CENTER_LEAD', division: county }),
    admin: await iv.token({ role: 'PROVINCE_ADMIN' }),
    elsewhere: await iv.token({ role: 'ENTRUST_OFFICER', division: '371721000000' }),
  };
  const call = (operation: Operation, input: TestCall = {}): Promise<TestAnswer> => iv.call(operation, input);

  async function openCase(
    key: StoryHousehold['key'] = 'wageEarner',
    change: (person: Person) => Partial<Person> = () => ({}),
  ): Promise<Omit<Household, 'authorizationIds'>> {
    const story = storyHouseholds.find((one) => one.key === key);
    if (story === undefined) throw new Error(`The story has no household ${key}`);
    const applicationId = randomUUID();
    const caseId = `social-assistance/${applicationId}`;
    const people = peers.get('people');
    const tell = (version: number, stage: 'DRAFT' | 'OPEN', personIds: string[]): Promise<unknown> =>
      people.deliver(caseChanged, {
        subject: applicationId,
        divisionCode: story.townshipCode,
        aggregateVersion: version,
        data: {
          caseId,
          stage,
          personIds,
          divisionCode: story.townshipCode,
          purpose: 'ASSESS_BENEFIT',
          assigneeIds: [],
        },
      });
    await tell(1, 'DRAFT', []);
    const acceptor = await peers.token({ role: 'TOWNSHIP_ACCEPTOR', division: story.townshipCode });
    const personIds = new Map<string, string>();
    for (const member of story.household.members) {
      const person = { ...member, ...change(member) };
      const answer = await people.call(registerPerson, {
        token: acceptor,
        purpose: 'ASSESS_BENEFIT',
        caseId,
        body: registrationOf(person),
      });
      if (answer.status !== 200) throw new Error(`people answered ${answer.status} ${JSON.stringify(answer.body)}`);
      personIds.set(member.ref, answer.body.personId ?? '');
    }
    await tell(2, 'OPEN', [...personIds.values()]);
    return { story, applicationId, caseId, personIds };
  }

  let relayRuns = false;
  const world: World = {
    iv,
    tokens,
    briefs,
    call,
    openCase,
    sign: (household, ref, overrides = {}) =>
      call(signAuthorization, {
        token: household.story.key === 'farmers' ? tokens.ruralClerk : tokens.clerk,
        purpose: 'VERIFY_MEANS',
        body: signingOf(household, ref, { signedOn: iv.kit.clock.today(), ...overrides }),
      }),
    async aHousehold(key, change) {
      const opened = await openCase(key, change);
      const authorizationIds = new Map<string, string>();
      for (const adult of opened.story.adults) {
        const answer = await world.sign(opened, adult.ref);
        if (answer.status !== 201) throw new Error(`signing answered ${answer.status} ${JSON.stringify(answer.body)}`);
        authorizationIds.set(adult.ref, answer.body.id);
      }
      return { ...opened, authorizationIds };
    },
    briefOf: (household, overrides = {}) => aBrief(household, iv.kit.clock.today(), overrides),
    async request(brief, event = {}) {
      briefs.set(brief.applicationId, brief);
      await iv.deliver(verificationRequested, {
        subject: brief.requestId,
        divisionCode: brief.divisionCode,
        aggregateVersion: 1,
        data: { ...eventOf(brief), ...event },
      });
      return brief.requestId;
    },
    async entrust(requestId) {
      const { body } = await world.read(requestId);
      return call(entrustRequest, {
        token: tokens.entrust,
        params: { id: requestId },
        body: {},
        version: body.version,
      });
    },
    async dispatch(requestId) {
      if (relayRuns) return iv.service.settle();
      await iv.deliver(verificationDispatched, {
        subject: requestId,
        divisionCode: '370102001002',
        aggregateVersion: 1,
        data: { requestId },
      });
    },
    async aSibling({ story, caseId, personIds }, ref) {
      const people = peers.get('people');
      const token = await peers.token({ role: 'TOWNSHIP_ACCEPTOR', division: story.townshipCode });
      const stranger = storyHouseholds.find(({ key }) => key === 'farmers')?.household.members[0];
      if (stranger === undefined) throw new Error('The story has no farmers');
      const body = registrationOf(stranger);
      const { body: registered } = await people.call(registerPerson, {
        token,
        purpose: 'ASSESS_BENEFIT',
        caseId,
        body,
      });
      const siblingId = registered.personId ?? '';
      const { status } = await people.call(recordKinship, {
        token,
        body: {
          ...{ personId: personIds.get(ref), relativeId: siblingId, kind: 'SIBLING' },
          ...{ validFrom: '2000-01-01', source: '户口簿' },
        },
      });
      if (status !== 201) throw new Error(`people answered ${status}`);
      return siblingId;
    },
    read: (requestId) => call(getRequest, { token: tokens.operator, params: { id: requestId } }),
    compile: (requestId) => call(compileReport, { token: tokens.operator, params: { id: requestId }, body: {} }),
    issue: (reportId, version) =>
      call(issueReport, { token: tokens.checker, params: { id: reportId }, body: {}, version }),
    async override(body) {
      await simulator('POST', body);
    },
    async clearOverrides() {
      await simulator('DELETE');
      await simulator('DELETE', undefined, '/dev/files');
    },
    async setToday(day) {
      // The agencies' data are never newer than the day on which a late job asks for them.
      relayRuns = true;
      await iv.setToday(day);
      for (const name of ['people', 'agency-simulator'] as const) await peers.get(name).setToday(day);
      await peers.settle();
    },
    async nextHour() {
      relayRuns = true;
      const runs = await iv.service.moveClock(new Date(iv.kit.clock.business().getTime() + 3_600_000));
      for (const { error } of runs) if (error !== undefined) throw error;
      await iv.service.settle();
    },
    async agree(agreement) {
      const key = await fetch(`${peers.url('agency-simulator')}/dev/exchange-key`);
      const body = {
        ...{ ...agreement, level: 'PROVINCE', divisionCode: '370000000000', validFrom: '2014-01-01' },
        ...{ docNo: randomUUID(), slaSeconds: 1_296_000 },
        ...(agreement.mode === 'ML' ? {} : { exchangeKey: await key.json() }),
      };
      return call(createAgreement, { token: tokens.admin, body });
    },
    async passCases() {
      for (const { type, subject, divisioncode, aggregateversion, data } of await iv.published()) {
        if (!type.includes('.case.opened.') && !type.includes('.case.changed.')) continue;
        await peers.get('people').deliver(caseChanged, {
          ...{ subject, divisionCode: divisioncode, aggregateVersion: aggregateversion },
          data: data as EventPayload<typeof caseChanged>,
        });
      }
    },
    async setCapacity(personId, capacity) {
      const statement = 'update person set capacity = $2 where id = $1';
      await peers.get('people').rows(statement, [personId, capacity]);
    },
    control: (path, body) => simulator('POST', body, path),
    async stop() {
      await iv.stop();
      await bureau.stop();
      await peers.stop();
    },
  };
  return world;

  async function simulator(method: 'POST' | 'DELETE', body?: object, path = '/dev/overrides'): Promise<void> {
    const response = await fetch(`${peers.url('agency-simulator')}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
  }
}
