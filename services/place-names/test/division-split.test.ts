import { randomUUID } from 'node:crypto';
import {
  compareRehearsals,
  decideQueuedMove,
  divisionChanged,
  divisionHoldings,
  getDivisionSwitch,
  listQueuedMoves,
} from '@mz/contracts';
import type { TestAnswer } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, sealed, settleHouseholds } from './moved-households.ts';
import { movers, openSwitchWorld, type SwitchWorld } from './switch-world.ts';

/** Status and code of a refusal. */
const told = ({ status, body }: TestAnswer) => [status, body.code];

const households = 2_000;
const wendeng = '371081000000';
const newWendeng = '371003000000';
const huancui = '371002000000';

let world: SwitchWorld;
let villages: readonly string[];
let moved: readonly string[];
let before: Snapshot;

interface Snapshot {
  readonly enrolments: readonly object[];
  readonly applications: number;
  readonly payees: readonly object[];
  readonly january: number;
}

// CH-04: 文登市 becomes 文登区, 汪疃镇 and 苘山镇 go to 环翠区, on 2014-01-25 (handbook §2.2, §4.3 example 6).
beforeAll(async () => {
  world = await openSwitchWorld('2014-01-20');
  villages = await world.villagesOf('371081', '2014-01-25');
  moved = villages.filter((code) => ['371081112', '371081113'].includes(code.slice(0, 9)));
  await settleHouseholds(world.services, { villages, households, decidedOn: '2014-01-02', fromMonth: '2014-01' });
  await addOddRecords();
  await addPlaces();
  const january = await world.generate(wendeng, '2014-01');
  expect(january.status).toBe(201);
  before = { ...(await snapshot()), january: january.body.totalFen };
}, 300_000);
afterAll(() => world?.stop());

const odd = { byAddress: randomUUID(), undecided: randomUUID(), unmapped: randomUUID() };
const grants = { county: randomUUID(), town: randomUUID(), city: randomUUID() };

/** Records that a split is hard for: a county code alone, an address, a village that no table has, rights, a run under way. */
async function addOddRecords(): Promise<void> {
  const people = world.services.get('people');
  const person = (id: string, residence: string, address: string | null) =>
    people.rows(
      `insert into person (id, id_type, name, sex, birth_date, hukou_division, hukou_kind, residence_division,
         residence_address, created_at, created_by, name_birth_index, name_village_index)
       values ($1, 'OTHER', $2, '1', '1970-01-01', '370102001201', 'NON_AGRI', $3, $4, now(), 'invented', '\\x01', '\\x02')`,
      [id, sealed(people, id, 'name', '张三'), residence, address],
    );
  const address = sealed(people, odd.byAddress, 'residence_address', '文登市汪疃镇中心街3号');
  await person(odd.byAddress, wendeng, address);
  await person(odd.undecided, wendeng, null);
  await person(odd.unmapped, '371081112999', null);
  const identity = world.services.get('identity');
  const account = randomUUID();
  await identity.rows(
    `insert into account (id, account_name, subject, password_hash, created_at, created_by)
     values ($1, 'invented-clerk', 'invented-clerk', 'x', now(), 'test')`,
    [account],
  );
  for (const [id, role, division] of [
    [grants.county, 'COUNTY_REVIEWER', wendeng],
    [grants.town, 'TOWNSHIP_LEAD', '371081112000'],
    [grants.city, 'CITY_SUPERVISOR', '371000000000'],
  ]) {
    await identity.rows(
      `insert into role_grant (id, account_id, role, division_code, valid_from, status, proposed_by, approved_by, created_at)
       values ($1, $2, $3, $4, '2013-01-01', 'IN_FORCE', 'admin-1', 'admin-2', now())`,
      [id, account, role, division],
    );
  }
  const payments = world.services.get('payments');
  const [run, line] = [randomUUID(), randomUUID()];
  await payments.rows(
    `insert into run (id, bureau, programme, event_division_code, current_division_code, benefit_month, state, line_count,
       total_fen, sha256, seal, sealed_on, separated_from, created_at, updated_at)
     values ($1, 'social-assistance', 'URBAN_DIBAO', $2, $2, '2013-12', 'SCREENED', 1, 100, repeat('0', 64), '{}',
       '2014-01-03', '{}', now(), now())`,
    [run, wendeng],
  );
  await payments.rows(
    `insert into line (id, run_id, enrolment_id, benefit_month, kind, cause_id, payee_id, amount_fen, deduction_fen,
       decision_id, fund_split, state, current_division_code)
     values ($1, $2, $3, '2013-12', 'REGULAR', $4, $5, 100, 0, $4, '[]', 'HELD', $6)`,
    [line, run, idOf('enrolment', 0), idOf('decision', 0), idOf('payee', 0), wendeng],
  );
  await payments.rows(
    `insert into hold (id, line_id, run_id, code, owner, opened_on, due_on, state, current_division_code)
     values ($1, $2, $3, 'SHARED_ACCOUNT', 'COUNTY', '2014-01-03', '2014-01-10', 'OPEN', $4)`,
    [randomUUID(), line, run, wendeng],
  );
}

/** A device, a batch of the census, a line with a marker. */
async function addPlaces(): Promise<void> {
  const places = world.services.get('place-names');
  const line = randomUUID();
  await places.rows(
    `insert into touch_screen (id, device_no, division_code, location, secret_hash, state, registered_by, registered_at)
     values ($1, 'WD-0001', '371081112000', '汪疃镇便民大厅', 'x', 'ACTIVE', 'clerk', now())`,
    [randomUUID()],
  );
  await places.rows(
    `insert into census_batch (id, division_code, event_division_code, year, number, title, state, planned_by, created_at,
       updated_at) values ($1, $2, $2, 2014, 1, '文登市第1批', 'PLANNED', 'clerk', now(), now())`,
    [randomUUID(), wendeng],
  );
  await places.rows(
    `insert into boundary_line (id, line_code, level, code_a, code_b, current_code_a, current_code_b, length_m,
       approval_doc, approved_on, state, valid_from, created_by, created_at, updated_at)
     values ($1, '371002-371081', 'COUNTY', $2, $3, $2, $3, 51400, '鲁政函〔2001〕1号', '2001-01-01', 'IN_FORCE',
       '2001-01-01', 'clerk', now(), now())`,
    [line, huancui, wendeng],
  );
  await places.rows(
    `insert into boundary_marker (id, line_id, marker_code, position_code, serial, letter, material, lon, lat,
       azimuth_features, condition, set_on, entered_by, updated_at)
     values ($1, $2, '371002371081001Q', '371002371081001', 1, 'Q', '花岗岩', 122.05, 37.3, '[1,2,3]', 'INTACT',
       '2001-01-01', 'clerk', now())`,
    [randomUUID(), line],
  );
}

async function snapshot(): Promise<Omit<Snapshot, 'january'>> {
  const bureau = world.services.get('social-assistance');
  return {
    enrolments: await bureau.rows(
      `select id, household_id, state, amount_fen, from_month, certificate_no, decision_id, event_division_code, payee_id
       from enrolment order by id`,
    ),
    applications: (await bureau.rows('select from application')).length,
    payees: await world.services
      .get('payments')
      .rows(`select p.id, p.enrolment_id, a.id as account_id, a.status from payee p join account a on a.payee_id = p.id
        order by p.id`),
  };
}

/** What moves and what does not, as one text for each service: codes of all living records. */
async function codesOf(service: (typeof movers)[number]): Promise<string> {
  const queries: Record<(typeof movers)[number], string> = {
    identity: 'select id, division_code, read_only, follows from role_grant order by 1',
    people: 'select id, hukou_division, residence_division, name_village_index from person order by 1',
    'social-assistance': 'select id, current_division_code, event_division_code from enrolment order by 1',
    'income-verification': 'select id, current_division_code from means_authorization order by 1',
    payments: 'select id, current_division_code from payee order by 1',
  };
  return JSON.stringify(await world.services.get(service).rows(queries[service]));
}

describe('CH-04: 文登市 is split, two towns go to 环翠区', () => {
  let first: string;

  it('the rehearsal asks every service and lists what would move, by table and new code (§9.3)', async () => {
    const { status, body } = await world.rehearse('CH-04', '371000000000');
    expect(status).toBe(201);
    first = body.id;
    expect(body).toMatchObject({ changeId: 'CH-04', status: 'COMPLETE', divisionCode: '371000000000' });
    const tables = new Map(
      body.services.flatMap((one: { service: string; tables: { table: string }[] }) =>
        one.tables.map((table) => [`${one.service}/${table.table}`, table]),
      ),
    );
    const whole = { full: households, ambiguous: 0, unmapped: 0 };
    for (const table of ['application', 'household.hukou_division', 'household.residence_division', 'enrolment']) {
      expect(tables.get(`social-assistance/${table}`)).toMatchObject(whole);
    }
    for (const table of ['enrolment_copy', 'payee', 'account'])
      expect(tables.get(`payments/${table}`)).toMatchObject(whole);
    expect(tables.get('payments/hold')).toMatchObject({ full: 1 });
    expect(tables.get('people/case_access')).toMatchObject(whole);
    expect(tables.get('people/person.residence_division')).toMatchObject({ ambiguous: 1, unmapped: 1 });
    expect(tables.get('identity/role_grant')).toMatchObject({
      ambiguous: 0,
      moves: expect.arrayContaining([
        expect.objectContaining({ fromCode: wendeng, toCode: newWendeng, foundBy: 'OFFICE' }),
        expect.objectContaining({ fromCode: '371081112000', toCode: '371002112000' }),
      ]),
    });
  });

  it('it counts facilities, census work, boundary lines on each side and their markers (issue 6, no. 2)', async () => {
    const { body } = await world.rehearse('CH-04', '371000000000');
    const own = body.services.find((one: { service: string }) => one.service === 'place-names');
    const of = (name: string) => own.tables.find(({ table }: { table: string }) => table === name);
    expect(of('touch_screen')).toMatchObject({
      full: 1,
      moves: [{ fromCode: '371081112000', toCode: '371002112000', count: 1 }],
    });
    expect(of('census_batch')).toMatchObject({ full: 1, moves: [{ toCode: newWendeng, foundBy: 'OFFICE' }] });
    expect(of('boundary_line.current_code_a')).toMatchObject({ full: 0, ambiguous: 0 });
    expect(of('boundary_line.current_code_b')).toMatchObject({ full: 0, ambiguous: 1 });
    const places = new Map(body.places.map(({ table, count }: { table: string; count: number }) => [table, count]));
    expect(['boundary_line.b', 'boundary_marker.b'].map((table) => places.get(table))).toEqual([1, 1]);
  });

  it('the undecidable rest is named with the office that decides', async () => {
    const { body } = await world.rehearse('CH-04', '371000000000');
    const people = body.services.find((one: { service: string }) => one.service === 'people');
    expect(people.undecided).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          recordId: odd.undecided,
          extent: 'AMBIGUOUS',
          candidates: [newWendeng, huancui],
          ownerCode: newWendeng,
        }),
        expect.objectContaining({ recordId: odd.unmapped, extent: 'UNMAPPED', candidates: ['371002112999'] }),
      ]),
    );
    expect(people.undecidedCount).toBe(2);
  });

  it('a rehearsal moves nothing', async () => {
    expect(await world.count('social-assistance', 'enrolment', 'current_division_code', '371081')).toBe(households);
    expect(await world.services.get('payments').rows('select from division_move')).toEqual([]);
  });

  it('two rehearsals are compared: a household that came in between shows', async () => {
    await world.services.get('social-assistance').rows(
      `insert into application (id, programme, state, event_division_code, current_division_code, filed_by, drafted_on,
           created_at, updated_at) values ($1, 'URBAN_DIBAO', 'DRAFT', $2, $2, 'HEAD', '2014-01-20', now(), now())`,
      [randomUUID(), villages[0]],
    );
    const later = (await world.rehearse('CH-04', '371000000000')).body.id;
    const places = world.services.get('place-names');
    const token = await places.token({ role: 'PLACE_CITY_OFFICER', division: '371000000000' });
    const { body } = await places.call(compareRehearsals, { token, params: { id: later }, query: { with: first } });
    expect(body.differences).toEqual([
      {
        service: 'social-assistance',
        table: 'application',
        before: { full: households, ambiguous: 0, unmapped: 0 },
        after: { full: households + 1, ambiguous: 0, unmapped: 0 },
      },
    ]);
  });

  it('on its day the change is sent once, and every service moves its records (§9, §10)', async () => {
    await world.services.setToday('2014-01-26');
    const sent = (await world.services.get('place-names').published()).filter(({ type }) =>
      type.includes('division.changed'),
    );
    expect(sent.map(({ subject }) => subject)).toEqual(['CH-04']);
    for (const service of movers) {
      const report = await world.report(service, 'CH-04');
      expect([service, report.before - report.after - report.unmapped]).toEqual([service, 0]);
      expect([service, report.state]).toEqual([service, service === 'people' ? 'WAITING' : 'CLOSED']);
    }
  }, 300_000);

  it('the two towns are in 环翠区, the rest in 文登区, nothing is left behind', async () => {
    const inTowns = villages.reduce(
      (sum, code, index) => sum + (moved.includes(code) ? Math.ceil((households - index) / villages.length) : 0),
      0,
    );
    for (const [service, table, column] of [
      ['social-assistance', 'enrolment', 'current_division_code'],
      ['social-assistance', 'household', 'residence_division'],
      ['payments', 'payee', 'current_division_code'],
      ['people', 'case_access', 'division_code'],
    ] as const) {
      const counts = [];
      for (const prefix of ['371081', '371002', '371003'])
        counts.push(await world.count(service, table, column, prefix));
      expect([table, ...counts]).toEqual([table, 0, inTowns, households - inTowns]);
    }
  });

  it('entitlements and payees go on: same households, states, amounts, numbers, accounts; nobody applies again', async () => {
    const after = await snapshot();
    expect(after.enrolments).toEqual(before.enrolments);
    expect(after.payees).toEqual(before.payees);
    expect(after.applications).toBe(before.applications + 1);
  });

  it('the next month is generated in the new counties and adds up to the old one', async () => {
    const [rest, towns] = [await world.generate(newWendeng, '2014-02'), await world.generate(huancui, '2014-02')];
    expect([rest.status, towns.status]).toEqual([201, 201]);
    expect(rest.body.totalFen + towns.body.totalFen).toBe(before.january);
    expect(rest.body.count + towns.body.count).toBe(households);
  });

  it('the unsealed batch and the run under way went to the office that goes on, with line and hold', async () => {
    const batches = await world.services
      .get('social-assistance')
      .rows(`select division_code from batch where benefit_month = '2014-01'`);
    expect(batches).toEqual([{ division_code: newWendeng }]);
    for (const table of ['run', 'line', 'hold']) {
      const rows = await world.services
        .get('payments')
        .rows(`select current_division_code from ${table} where current_division_code like '3710%'`);
      expect([table, rows]).toEqual([table, [{ current_division_code: newWendeng }]]);
    }
  });

  it('offices are re-granted by the map, the old grant only reads, and the city keeps its own (§9.5)', async () => {
    const rows = await world.services
      .get('identity')
      .rows('select id, role, division_code, read_only, follows, valid_from from role_grant where role = any($1)', [
        ['COUNTY_REVIEWER', 'TOWNSHIP_LEAD', 'CITY_SUPERVISOR'],
      ]);
    const of = (id: string) => rows.find((row) => row.id === id);
    const next = (id: string) => rows.find((row) => row.follows === id);
    expect(of(grants.county)).toMatchObject({ division_code: wendeng, read_only: true });
    expect(next(grants.county)).toMatchObject({
      division_code: newWendeng,
      read_only: false,
      valid_from: '2014-01-25',
    });
    expect(next(grants.town)).toMatchObject({ division_code: '371002112000' });
    expect(of(grants.city)).toMatchObject({ read_only: false });
    expect(next(grants.city)).toBeUndefined();
  });

  it('an address decides where the code alone does not', async () => {
    const [row] = await world.services
      .get('people')
      .rows('select residence_division from person where id = $1', [odd.byAddress]);
    expect(row).toEqual({ residence_division: huancui });
  });

  it('a second delivery of the event changes nothing (§9.3)', async () => {
    for (const service of movers) {
      const known = await codesOf(service);
      const ledger = await world.services.get(service).rows('select count(*)::int as n from division_move_record');
      await world.services.get(service).deliver(divisionChanged, {
        subject: 'CH-04',
        divisionCode: '371000000000',
        aggregateVersion: 1,
        data: {
          changeId: 'CH-04',
          kinds: ['SPLIT'],
          effectiveOn: '2014-01-25',
          items: [{ fromCode: wendeng, toCode: newWendeng, extent: 'PART', partUnits: [], remainder: true }],
        },
      });
      expect(await codesOf(service)).toBe(known);
      expect(await world.services.get(service).rows('select count(*)::int as n from division_move_record')).toEqual(
        ledger,
      );
    }
  });

  it('a record that comes late under an old code is fetched', async () => {
    const bureau = world.services.get('social-assistance');
    const late = randomUUID();
    await bureau.rows(
      `insert into application (id, programme, state, event_division_code, current_division_code, filed_by, drafted_on,
         created_at, updated_at) values ($1, 'URBAN_DIBAO', 'DRAFT', $2, $2, 'HEAD', '2014-01-24', now(), now())`,
      [late, moved[0]],
    );
    await world.services.setToday('2014-01-27');
    expect(await bureau.rows('select current_division_code from application where id = $1', [late])).toEqual([
      { current_division_code: `371002${moved[0]?.slice(6)}` },
    ]);
  });

  it('a case that a late event puts back under its old code moves again', async () => {
    const people = world.services.get('people');
    const caseId = `social-assistance/${idOf('application', 0)}`;
    await people.rows('update case_access set division_code = $2 where case_id = $1', [caseId, villages[0]]);
    await people.setToday('2014-01-27');
    await people.setToday('2014-01-28');
    const [row] = await people.rows('select division_code from case_access where case_id = $1', [caseId]);
    expect(row?.division_code).toMatch(/^37100[23]/);
  });

  describe('the manual queue of county staff', () => {
    const list = listQueuedMoves('people');
    const decide = decideQueuedMove('people');
    const reason = '经实地核实，住在文登营镇';

    async function queue(division: string) {
      const people = world.services.get('people');
      const token = await people.token({ role: 'COUNTY_REVIEWER', division });
      return { token, items: (await people.call(list, { token, query: {} })).body.items };
    }

    it('shows each office its own records', async () => {
      expect((await queue('371003')).items).toMatchObject([{ recordId: odd.undecided, extent: 'AMBIGUOUS' }]);
      expect((await queue('371002')).items).toMatchObject([{ recordId: odd.unmapped, extent: 'UNMAPPED' }]);
      expect((await queue('370102')).items).toEqual([]);
    });

    it.each([
      ['no login', {}, 401, 'TOKEN_MISSING'],
      ['another county', { division: '370102' }, 403, 'SCOPE_FORBIDDEN'],
      ['a clerk of the town', { role: 'TOWNSHIP_CLERK' }, 403, 'ROLE_NOT_PERMITTED'],
      ['no version', { version: undefined }, 428, 'PRECONDITION_REQUIRED'],
      ['a stale version', { version: 7 }, 412, 'VERSION_CONFLICT'],
      ['no candidate', { toCode: '370102000000' }, 422, 'MOVE_TARGET_INVALID'],
    ] as const)('refuses %s and changes nothing', async (_name, change, status, code) => {
      const people = world.services.get('people');
      const { items } = await queue('371003');
      const given = { role: 'COUNTY_REVIEWER', division: '371003', version: 1, toCode: newWendeng, ...change } as const;
      const token = await people.token({ role: given.role, division: given.division });
      const answer = await people.call(decide, {
        ...(Object.keys(change).length > 0 ? { token } : {}),
        params: { id: items[0]?.id ?? '' },
        ...(given.version === undefined ? {} : { version: given.version }),
        body: { toCode: given.toCode, reason },
      });
      expect(told(answer)).toEqual([status, code]);
      expect((await queue('371003')).items).toEqual(items);
    });

    it('a decision moves the record; when the last is decided the switch closes at UNMAPPED = 0', async () => {
      const people = world.services.get('people');
      for (const [division, toCode] of [
        ['371003', newWendeng],
        ['371002', '371002112999'],
      ] as const) {
        const { token, items } = await queue(division);
        const params = { id: items[0]?.id ?? '' };
        const answer = await people.call(decide, { token, params, version: 1, body: { toCode, reason } });
        expect(answer.body).toMatchObject({ state: 'MOVED', toCode, version: 2 });
        const again = await people.call(decide, { token, params, version: 2, body: { toCode, reason } });
        expect(told(again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
      }
      expect(await world.report('people', 'CH-04')).toMatchObject({ state: 'CLOSED', unmapped: 0 });
      const places = world.services.get('place-names');
      const token = await places.token({ role: 'PLACE_CITY_OFFICER', division: '371000000000' });
      const lines = await places.call(listQueuedMoves('place-names'), { token, query: {} });
      expect(lines.body.items.map(({ table }) => table)).toContain('boundary_line.current_code_b');
      for (const { id, candidates } of lines.body.items) {
        const body = { toCode: candidates[0] ?? '', reason: '经勘界核实' };
        const answer = await places.call(decideQueuedMove('place-names'), { token, params: { id }, version: 1, body });
        expect(answer.body.state).toBe('MOVED');
      }
      await world.services.setToday('2014-01-29');
      const { body } = await places.call(getDivisionSwitch, { token, params: { id: 'CH-04' } });
      expect(body).toMatchObject({ state: 'CLOSED', closedOn: '2014-01-28', overdue: false });
      for (const one of body.services) expect([one.service, one.before - one.after]).toEqual([one.service, 0]);
    });
  });

  it('only place-names asks what a service holds, and nothing is moved before its day', async () => {
    const payments = world.services.get('payments');
    const call = { body: { changeId: 'CH-06', codes: [], dryRun: false } };
    const refused = await payments.call(divisionHoldings('payments'), {
      ...call,
      token: await payments.serviceToken('people'),
    });
    expect(told(refused)).toEqual([403, 'SERVICE_NOT_PERMITTED']);
    const early = await payments.call(divisionHoldings('payments'), {
      ...call,
      token: await payments.serviceToken('place-names'),
    });
    expect(told(early)).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });
});
