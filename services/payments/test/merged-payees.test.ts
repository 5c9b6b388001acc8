import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decideQueuedMove, listQueuedMoves, runRehearsal } from '@mz/contracts';
import { startTestServices, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const penglai = '370684000000';
const changdao = '370634000000';
const merged = '370614000000';
const creditCode = '12370684493700123X';

let services: TestServices;
let dataDir: string;
const payees = { penglai: randomUUID(), changdao: randomUUID(), alone: randomUUID() };

const addPayee = (id: string, code: string, credit: string) =>
  services.get('payments').rows(
    `insert into payee (id, kind, organisation_name, credit_code, current_division_code, created_by, created_at, updated_at)
     values ($1, 'ORGANISATION', '海滨养老院', $2, $3, 'invented-clerk', now(), now())`,
    [id, credit, code],
  );

const rows = () =>
  services.get('payments').rows('select id, current_division_code as code, twin_of from payee order by created_at, id');

// CH-16: 蓬莱市 and 长岛县 become 蓬莱区 on 2020-06-05; both pay the same care home.
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mz-merged-'));
  services = await startTestServices(['place-names', 'payments'], {
    seed: 'copied',
    today: '2020-06-01',
    configs: { payments: { dataDir } },
  });
  await addPayee(payees.penglai, penglai, creditCode);
  await addPayee(payees.changdao, changdao, creditCode);
  await addPayee(payees.alone, changdao, '12370634493700124Y');
}, 300_000);
afterAll(async () => {
  await services?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('CH-16: two counties with the same institution as payee become one', () => {
  it('the rehearsal counts the payees of both', async () => {
    const places = services.get('place-names');
    const token = await places.token({ role: 'PLACE_CITY_OFFICER', division: '370600000000' });
    const { body } = await places.call(runRehearsal, { token, params: { id: 'CH-16' }, body: {} });
    const payments = body.services.find(({ service }) => service === 'payments');
    expect(payments?.tables.find(({ table }) => table === 'payee')).toMatchObject({ full: 3, ambiguous: 0 });
  });

  it('one moves, its twin waits for the county, and nothing breaks off (§9.2)', async () => {
    await services.setToday('2020-06-06');
    const [first, second] = [payees.penglai, payees.changdao].toSorted();
    const places = new Map((await rows()).map(({ id, code }) => [id, code]));
    expect(places.get(first)).toBe(merged);
    expect([penglai, changdao]).toContain(places.get(second));
    expect(places.get(payees.alone)).toBe(merged);
    const payments = services.get('payments');
    const token = await payments.token({ role: 'ACCOUNT_CHECKER', division: merged });
    const { body } = await payments.call(listQueuedMoves('payments'), { token, query: {} });
    expect(body.items).toMatchObject([{ table: 'payee', recordId: second, extent: 'AMBIGUOUS', candidates: [merged] }]);
  });

  it('the county confirms: the second goes on being paid as the twin of the first', async () => {
    const payments = services.get('payments');
    const token = await payments.token({ role: 'ACCOUNT_CHECKER', division: merged });
    const { body } = await payments.call(listQueuedMoves('payments'), { token, query: {} });
    const [queued] = body.items;
    const answer = await payments.call(decideQueuedMove('payments'), {
      token,
      params: { id: queued?.id ?? '' },
      version: queued?.version ?? 0,
      body: { toCode: merged, reason: '两县均登记同一养老机构，并存发放' },
    });
    expect([answer.status, answer.body.state]).toEqual([200, 'MOVED']);
    const [first, second] = [payees.penglai, payees.changdao].toSorted();
    const twin = (await rows()).find(({ id }) => id === second);
    expect(twin).toMatchObject({ code: merged, twin_of: first });
  });

  it('a third registration of the institution is still a duplicate', async () => {
    await expect(addPayee(randomUUID(), merged, creditCode)).rejects.toThrow('payee_of_organisation');
  });
});
