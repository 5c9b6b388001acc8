import {
  closeCensusSample,
  confirmCensusTask,
  createCensusRecord,
  drawCensusSample,
  getCensusBatch,
  getCensusTask,
  listCensusTasks,
  type OperationInputOf,
  planCensusBatch,
  processCensusRecord,
  type Role,
  scoreCensusBatch,
  stepCensusBatch,
  surveyCensusRecord,
} from '@mz/contracts';
import { startTestService, type TestAnswer, type TestService } from '@mz/testing';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

/** 历下区 and its townships and villages; 曹县 is another county. */
export const county = '370102000000';
export const township = '370102001000';
export const village = '370102001002';
export const otherTownship = '370102002000';
export const otherCounty = '371721000000';

type Facts = OperationInputOf<typeof processCensusRecord>['body'];
type Action = OperationInputOf<typeof stepCensusBatch>['body']['action'];

/** A record that lacks nothing. */
export function wholeFacts(change: Partial<Facts> = {}): Facts {
  return {
    divisionCode: village,
    categoryCode: '25200',
    names: [{ kind: 'STANDARD', name: '泉城公园' }],
    inUse: true,
    lon: 117.0253,
    lat: 36.6512,
    meaning: '因济南别称泉城而得名',
    history: '一九八六年建园，沿用至今未改名',
    description: '位于历下区经十路北侧的综合性公园',
    source: '实地调查与地方志',
    registeredOn: '2014-08-20',
    registrarUnit: '历下区民政局',
    ...change,
  };
}

/** The service on the first day of September 2014, with everybody's tokens and the ways through the census. */
export interface CensusWorld {
  readonly app: TestService<DB, unknown>;
  as(role: Role, division?: string, subject?: string): Promise<string>;
  /** A planned batch with a task for the township and its neighbour. */
  plan(number: number, change?: object): Promise<TestAnswer>;
  /** An open batch and its task of the township. */
  open(number: number): Promise<{ batchId: string; taskId: string }>;
  create(taskId: string, recordKey: string, facts?: Facts): Promise<TestAnswer>;
  /** A record that was surveyed and processed by the first clerk of the township. */
  processed(taskId: string, recordKey: string, facts?: Facts): Promise<string>;
  confirm(taskId: string): Promise<TestAnswer>;
  step(
    batchId: string,
    action: Action,
    more?: { readonly documentNo?: string; readonly token?: string },
  ): Promise<TestAnswer>;
  /** A sample without findings at a level. */
  inspect(batchId: string, role: 'PLACE_CITY_OFFICER' | 'PLACE_PROVINCE_OFFICER'): Promise<void>;
  score(batchId: string, body?: object): Promise<TestAnswer>;
  /** Brings an open batch with confirmed records up to a state. */
  bringTo(
    batchId: string,
    state: 'COUNTY_SELF_CHECKED' | 'CITY_VERIFIED' | 'PROVINCE_ACCEPTED' | 'NATIONAL_REVIEWED',
  ): Promise<void>;
}

const stepRoles: Readonly<Record<Action, Role>> = {
  OPEN: 'PLACE_PROVINCE_OFFICER',
  SELF_CHECK: 'PLACE_COUNTY_CHECKER',
  VERIFY: 'PLACE_CITY_OFFICER',
  ACCEPT: 'PLACE_PROVINCE_OFFICER',
  REVIEW: 'PLACE_PROVINCE_OFFICER',
  STORE: 'PLACE_PROVINCE_CHECKER',
};
const homes: Partial<Record<Role, string>> = {
  VILLAGE_ASSISTANT: village,
  PLACE_TOWN_CLERK: township,
  PLACE_COUNTY_CLERK: county,
  PLACE_COUNTY_CHECKER: county,
  PLACE_CITY_OFFICER: '370100000000',
};

/** Starts the service with divisions and categories loaded. */
export async function openCensusWorld(): Promise<CensusWorld> {
  const app = await startTestService(service, { seed: 'copied', today: '2014-09-01' });
  const as = (role: Role, division = homes[role] ?? '370000000000', subject?: string): Promise<string> =>
    app.token({ role, division, ...(subject === undefined ? {} : { subject }) });
  const world: CensusWorld = {
    app,
    as,
    plan: async (number, change = {}) => {
      const tasks = [
        { divisionCode: township, planned: 3 },
        { divisionCode: otherTownship, planned: 2 },
      ];
      const body = { divisionCode: county, year: 2014, number, title: `历下区第${number}批`, tasks, ...change };
      return app.call(planCensusBatch, { token: await as('PLACE_COUNTY_CLERK'), body });
    },
    async open(number) {
      const { body: batch } = await world.plan(number);
      await world.step(batch.id, 'OPEN');
      const token = await as('PLACE_TOWN_CLERK');
      const { body } = await app.call(listCensusTasks, { token, query: { batchId: batch.id } });
      return { batchId: batch.id, taskId: body.items[0]?.id ?? '' };
    },
    create: async (taskId, recordKey, facts = wholeFacts()) =>
      app.call(createCensusRecord, {
        token: await as('PLACE_TOWN_CLERK'),
        params: { id: taskId },
        body: { recordKey, ...facts },
      }),
    async processed(taskId, recordKey, facts = wholeFacts()) {
      const { body: record } = await world.create(taskId, recordKey, facts);
      const token = await as('PLACE_TOWN_CLERK');
      const params = { id: record.id };
      const seen = { lon: facts.lon ?? 117.02, lat: facts.lat ?? 36.65 };
      await app.call(surveyCensusRecord, { token, params, version: 1, body: seen });
      const answer = await app.call(processCensusRecord, { token, params, version: 2, body: facts });
      if (answer.status !== 200) throw new Error(`not processed: ${JSON.stringify(answer.body)}`);
      return record.id;
    },
    async confirm(taskId) {
      const token = await as('PLACE_TOWN_CLERK', township, 'town-clerk-2');
      const { body: task } = await app.call(getCensusTask, { token, params: { id: taskId } });
      return app.call(confirmCensusTask, { token, params: { id: taskId }, version: task.version });
    },
    async step(batchId, action, { documentNo, token } = {}) {
      const version = await versionOf(batchId);
      return app.call(stepCensusBatch, {
        token: token ?? (await as(stepRoles[action])),
        params: { id: batchId },
        version,
        body: { action, ...(documentNo === undefined ? {} : { documentNo }) },
      });
    },
    async inspect(batchId, role) {
      const token = await as(role);
      const drawn = await app.call(drawCensusSample, { token, params: { id: batchId }, body: { seed: 'lot-2014' } });
      await app.call(closeCensusSample, { token, params: { id: drawn.body.id }, version: 1, body: { findings: [] } });
    },
    score: async (batchId, body = { secrecyBreach: false, deductions: [] }) =>
      app.call(scoreCensusBatch, { token: await as('PLACE_PROVINCE_OFFICER'), params: { id: batchId }, body }),
    async bringTo(batchId, state) {
      await must(world.step(batchId, 'SELF_CHECK'));
      if (state === 'COUNTY_SELF_CHECKED') return;
      await world.inspect(batchId, 'PLACE_CITY_OFFICER');
      await must(world.step(batchId, 'VERIFY'));
      if (state === 'CITY_VERIFIED') return;
      await world.inspect(batchId, 'PLACE_PROVINCE_OFFICER');
      await must(world.score(batchId));
      await must(world.step(batchId, 'ACCEPT'));
      if (state === 'PROVINCE_ACCEPTED') return;
      await must(world.step(batchId, 'REVIEW', { documentNo: '民地名函〔2014〕9号' }));
    },
  };

  async function versionOf(batchId: string): Promise<number> {
    const token = await as('PLACE_PROVINCE_OFFICER');
    return (await app.call(getCensusBatch, { token, params: { id: batchId } })).body.version;
  }

  return world;
}

async function must(answer: Promise<TestAnswer>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
}
