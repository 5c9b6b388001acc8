import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DivisionMoveReport,
  divisionMoveReport,
  generateBatch,
  runRehearsal,
  type ServiceName,
} from '@mz/contracts';
import { startTestServices, type TestAnswer, type TestServices } from '@mz/testing';
import { expect } from 'vitest';

/** All services that move their records, with place-names, on a day before a change. */
export interface SwitchWorld {
  readonly services: TestServices;
  /** Villages below a code on the day before it ends. */
  villagesOf(prefix: string, lastBefore: string): Promise<string[]>;
  rehearse(changeId: string, division: string): Promise<TestAnswer>;
  report(service: ServiceName, changeId: string): Promise<DivisionMoveReport>;
  /** Rows of a table inside a prefix. */
  count(service: ServiceName, table: string, column: string, prefix: string): Promise<number>;
  generate(county: string, month: string): Promise<TestAnswer>;
  stop(): Promise<void>;
}

/** The services whose records follow a change. */
export const movers = ['identity', 'people', 'social-assistance', 'income-verification', 'payments'] as const;

/** Starts the world with its start data on a day. */
export async function openSwitchWorld(today: string): Promise<SwitchWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mz-switch-'));
  const services = await startTestServices(['place-names', ...movers], {
    seed: 'copied',
    today,
    configs: { payments: { dataDir } },
  });
  const places = services.get('place-names');
  return {
    services,
    async villagesOf(prefix, lastBefore) {
      const rows = await places.rows<{ code: string }>(
        `select code from division_version where level = 'VILLAGE' and code like $1 || '%' and valid_to = $2 order by code`,
        [prefix, lastBefore],
      );
      return rows.map(({ code }) => code);
    },
    async rehearse(changeId, division) {
      const token = await places.token({ role: 'PLACE_CITY_OFFICER', division });
      return places.call(runRehearsal, { token, params: { id: changeId }, body: {} });
    },
    async report(service, changeId) {
      const token = await services.issuer.serviceToken('place-names', service);
      const answer = await services.get(service).call(divisionMoveReport(service), { token, params: { changeId } });
      expect(answer.status).toBe(200);
      return answer.body;
    },
    async count(service, table, column, prefix) {
      const [row] = await services
        .get(service)
        .rows<{ n: number }>(`select count(*)::int as n from ${table} where ${column} like $1 || '%'`, [prefix]);
      return row?.n ?? 0;
    },
    async generate(county, month) {
      const bureau = services.get('social-assistance');
      const token = await bureau.token({ role: 'BATCH_OFFICER', division: county });
      const body = { programme: 'URBAN_DIBAO', divisionCode: county, benefitMonth: month };
      return bureau.call(generateBatch, { token, body });
    },
    async stop() {
      await services.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
