import { randomUUID } from 'node:crypto';
import { divisionHoldings, getDivisionSwitch, listQueuedMoves } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, settleHouseholds } from './moved-households.ts';
import { movers, openSwitchWorld, type SwitchWorld } from './switch-world.ts';

const households = 2_000;
/** 莱芜市 pays 500 yuan a month, 济南市 600; the province's standard of the start data is 480. */
const laiwuFen = 50_000;
const jinanFen = 60_000;

let world: SwitchWorld;
let december: number;
const grant = randomUUID();

// CH-14: the prefecture 莱芜市 goes into 济南市 on 2018-12-26; 莱城区 → 莱芜区, 钢城区 → 钢城区 (§2.2, examples 11 and 13).
beforeAll(async () => {
  world = await openSwitchWorld('2018-12-20');
  const villages = await world.villagesOf('3712', '2018-12-26');
  await settleHouseholds(world.services, { villages, households, decidedOn: '2018-11-02', fromMonth: '2018-12' });
  await addStandard('371200000000', laiwuFen, '2018-01-01');
  await addStandard('370100000000', jinanFen, '2018-01-01');
  await addCityOfficer();
  december = await paidIn('2018-12', ['371202000000', '371203000000']);
}, 300_000);
afterAll(() => world?.stop());

async function addStandard(division: string, amountFen: number, validFrom: string): Promise<void> {
  const bureau = world.services.get('social-assistance');
  await bureau.rows(
    `update policy_standard set valid_to = $2 where division_code = $1 and programme = 'URBAN_DIBAO' and valid_to is null`,
    [division, validFrom],
  );
  await bureau.rows(
    `insert into policy_standard (id, programme, division_code, amount_fen, period, valid_from, published_doc_no,
       published_on, status, proposed_by, approved_by, recorded_at)
     values ($1, 'URBAN_DIBAO', $2, $3, 'MONTH', $4, $5, $4, 'IN_FORCE', 'policy-1', 'policy-2', now())`,
    [randomUUID(), division, amountFen, validFrom, `样例〔${validFrom}〕${division}`],
  );
}

async function addCityOfficer(): Promise<void> {
  const identity = world.services.get('identity');
  const account = randomUUID();
  await identity.rows(
    `insert into account (id, account_name, subject, password_hash, created_at, created_by)
     values ($1, 'laiwu-city', 'laiwu-city', 'x', now(), 'test')`,
    [account],
  );
  await identity.rows(
    `insert into role_grant (id, account_id, role, division_code, valid_from, status, proposed_by, approved_by, created_at)
     values ($1, $2, 'CITY_SUPERVISOR', '371200000000', '2013-01-01', 'IN_FORCE', 'admin-1', 'admin-2', now())`,
    [grant, account],
  );
}

/** What a month comes to in these counties. */
async function paidIn(month: string, counties: readonly string[]): Promise<number> {
  let total = 0;
  for (const county of counties) {
    const { status, body } = await world.generate(county, month);
    expect([county, status, body.code]).toEqual([county, 201, undefined]);
    total += body.totalFen;
  }
  return total;
}

describe('CH-14: 莱芜市 goes into 济南市', () => {
  it('the rehearsal finds every record FULL, and one right that a person has to decide', async () => {
    const { status, body } = await world.rehearse('CH-14', '370000000000');
    expect([status, body.status]).toEqual([201, 'COMPLETE']);
    expect(body.totals).toMatchObject({ ambiguous: 1, unmapped: 0 });
    const identity = body.services.find((one: { service: string }) => one.service === 'identity');
    expect(identity.undecided).toMatchObject([
      { recordId: grant, candidates: ['370116000000', '370117000000'], ownerCode: '370100000000' },
    ]);
  });

  it('a run that breaks off in the middle goes on where it stopped, and moves nothing twice', async () => {
    const payments = world.services.get('payments');
    await payments.setToday('2018-12-26');
    await payments.rows(`create function break_off() returns trigger language plpgsql as
      $$ begin raise exception 'the power is gone'; end $$`);
    await payments.rows(`create trigger break_off before update on payee for each row
      when (old.id = '${idOf('payee', 1_500)}') execute function break_off()`);
    const token = await payments.serviceToken('place-names');
    const body = { changeId: 'CH-14', codes: [], dryRun: false };
    const broken = await payments.call(divisionHoldings('payments'), { token, body });
    expect(broken.status).toBe(500);
    const partly = await world.count('payments', 'payee', 'current_division_code', '3701');
    expect(partly).toBeGreaterThan(0);
    expect(partly).toBeLessThan(households);
    expect(await world.report('payments', 'CH-14')).toMatchObject({ state: 'RUNNING' });
    const moved = await payments.rows(
      `select id, moved_at::text from division_move_record where state = 'MOVED' order by id`,
    );
    await payments.rows('drop trigger break_off on payee');
    await world.services.setToday('2018-12-27');
    expect(await world.report('payments', 'CH-14')).toMatchObject({ state: 'CLOSED', unmapped: 0 });
    const later = await payments.rows(
      `select id, moved_at::text from division_move_record where id = any($1::uuid[]) order by id`,
      [moved.map(({ id }) => id)],
    );
    expect(later).toEqual(moved);
  }, 300_000);

  it('Σ before = Σ after in every service, and nothing stands under the old codes', async () => {
    for (const service of movers) {
      const report = await world.report(service, 'CH-14');
      expect([service, report.before, report.unmapped]).toEqual([
        service,
        report.after + report.unmapped,
        service === 'identity' ? 1 : 0,
      ]);
    }
    for (const [service, table, column] of [
      ['social-assistance', 'enrolment', 'current_division_code'],
      ['payments', 'payee', 'current_division_code'],
      ['payments', 'account', 'current_division_code'],
      ['people', 'person', 'hukou_division'],
      ['people', 'case_access', 'division_code'],
    ] as const) {
      expect([table, await world.count(service, table, column, '3712')]).toEqual([table, 0]);
    }
    expect(await world.count('social-assistance', 'enrolment', 'event_division_code', '3712')).toBe(households);
  });

  it('the standard of 莱芜 applies until 济南 decides (§9.4): the next month comes to the same', async () => {
    expect(await paidIn('2019-01', ['370116000000', '370117000000'])).toBe(december);
  });

  it('the day from which 济南 decides ends it', async () => {
    await addStandard('370100000000', jinanFen, '2019-01-01');
    await world.services.get('social-assistance').setToday('2019-01-26');
    expect(await paidIn('2019-02', ['370116000000', '370117000000'])).toBeGreaterThan(december);
  });

  it('the supervisor of 莱芜市 is not let into 济南市: the account administrator of 济南 decides', async () => {
    const identity = world.services.get('identity');
    expect(await identity.rows('select from role_grant where follows = $1', [grant])).toEqual([]);
    const token = await identity.token({ role: 'IDENTITY_ADMIN', division: '370100000000' });
    const { body } = await identity.call(listQueuedMoves('identity'), { token, query: {} });
    expect(body.items).toMatchObject([{ recordId: grant, extent: 'AMBIGUOUS' }]);
  });

  it('the switch stays open and is overdue after ten working days (§9.3 [A])', async () => {
    const places = world.services.get('place-names');
    await places.setToday('2019-01-11');
    const token = await places.token({ role: 'PLACE_PROVINCE_OFFICER' });
    const { body } = await places.call(getDivisionSwitch, { token, params: { id: 'CH-14' } });
    expect(body).toMatchObject({ state: 'SENT', dueOn: '2019-01-10', overdue: true });
  });
});
