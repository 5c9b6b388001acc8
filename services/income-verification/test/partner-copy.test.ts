import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sealLedger } from '../src/exchange/sealer.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let url: string;
beforeAll(async () => {
  world = await startWorld();
  url = await world.iv.service.listen();
  const requestId = await world.request(world.briefOf(await world.aHousehold('wageEarner')));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  const open = 'select from exchange_message m where not exists (select from exchange_seal where message_seq = m.seq)';
  await vi.waitFor(
    async () => {
      await sealLedger(world.iv.kit, world.iv.kit.system('exchange.seal'));
      expect(await world.iv.rows(open)).toEqual([]);
    },
    { timeout: 60_000 },
  );
  await world.setToday('2014-04-29');
});
afterAll(() => world?.stop());

const compare = (code: string) => world.control('/dev/exchange-copy', { code, day: '2014-04-28', url });
const countersigned = async (code: string): Promise<number> => {
  const rows = await world.iv.rows(
    'select from exchange_countersignature c join exchange_root r on r.id = c.root_id where r.partner_code = $1',
    [code],
  );
  return rows.length;
};

test('every question and answer of a check stands in the ledger; the agency finds its own notes there and countersigns', async () => {
  const kinds = await world.iv.rows(
    "select direction, kind, count(*)::int as n from exchange_message where partner_code = 'TAX' group by 1, 2 order by 2",
  );
  const { n } = (kinds[0] ?? { n: 0 }) as { n: number };
  expect(n).toBeGreaterThan(0);
  expect(kinds).toEqual([
    { direction: 'OUT', kind: 'QUERY', n },
    { direction: 'IN', kind: 'QUERY_ANSWER', n },
  ]);
  await compare('TAX');
  expect(await countersigned('TAX')).toBe(1);
});

test('an agency whose message the platform left out or changed does not countersign', async () => {
  await world.iv.rows(
    "update exchange_message set ref = 'another' where seq = (select min(seq) from exchange_message where partner_code = 'AIC')",
  );
  await expect(compare('AIC')).rejects.toThrow('409');
  expect(await countersigned('AIC')).toBe(0);
});

test('GRANT_MISSING: a question whose grant has ended does not leave', async () => {
  await world.iv.rows("update exchange_grant set status = 'ENDED' where partner_code = 'TAX' and purpose = 'DIBAO'");
  const asked = async () =>
    (await world.iv.rows("select from exchange_message where partner_code = 'TAX' and kind = 'QUERY'")).length;
  const before = await asked();
  const requestId = await world.request(world.briefOf(await world.aHousehold('carOwner')));
  await world.entrust(requestId);
  await world.dispatch(requestId);
  const states = await world.iv.rows(
    "select distinct state, fault from sub_query where request_id = $1 and agency_code = 'TAX'",
    [requestId],
  );
  expect(states).toEqual([{ state: 'FAILED', fault: 'GRANT_MISSING' }]);
  expect(await asked()).toBe(before);
});
