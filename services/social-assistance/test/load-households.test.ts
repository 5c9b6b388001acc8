import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCapsule, getEnrolment } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCapsuleVerify } from '../src/cli/capsule-verify.ts';
import { aVillage } from '../src/factories.ts';
import { personId } from '../src/rules/factories.ts';
import { aLine, aWage, type Loading, openLoading } from './loading.ts';
import { anOffice, expected } from './payments.ts';

// Each load is a process with threads of its own.
let loading: Loading;
beforeAll(async () => {
  loading = await openLoading();
});
afterAll(() => loading.stop());

const text = (line: object): string => JSON.stringify(line);

describe('load:households takes over standing households (存量救助对象转入)', () => {
  it('writes what an approval leaves: the rows, the claim, the events, one audit row a chunk', async () => {
    const { app } = loading;
    const line = aLine('H1', { first: 1, size: 3, more: { incomes: [aWage('P1', 540_000)] } });
    const run = await loading.run('whole', [text(line)]);
    expect([run.code, run.error]).toEqual([0, expect.stringContaining('lines/s')]);
    expect(run.out).toMatch(/^LOADED load:households batch=[0-9a-f]{32} lines=1 new=1 found=0 refused=0 chunks=1$/m);
    const [ref] = loading.refs('whole');
    // Example 9: three persons, 900 yuan a month, 480 a head.
    expect(ref).toMatchObject({ ref: 'H1', amountFen: 54_000 });
    const [enrolment] = await app.rows('select * from enrolment where id = $1', [ref?.enrolmentId]);
    expect(enrolment).toMatchObject({
      state: 'ACTIVE',
      from_month: '2014-06',
      amount_fen: 54_000,
      payee_id: null,
      approved_by: 'county-head',
      decision_id: ref?.decisionId,
    });
    const { household_id: householdId, application_id: applicationId } = enrolment ?? {};
    expect(
      await app.rows('select state, household_id, enrolment_id from application where id = $1', [applicationId]),
    ).toEqual([{ state: 'APPROVED', household_id: householdId, enrolment_id: ref?.enrolmentId }]);
    expect(
      await app.rows('select outcome, decided_by, prepared_by, decided_on from decision where id = $1', [
        ref?.decisionId,
      ]),
    ).toEqual([
      { outcome: 'APPROVED', decided_by: 'county-head', prepared_by: 'county-clerk', decided_on: '2014-04-16' },
    ]);
    const members = await app.rows(
      'select person_id, counted from household_member where household_id = $1 order by 1',
      [householdId],
    );
    expect(members).toEqual([1, 2, 3].map((number) => ({ person_id: personId(number), counted: true })));
    expect(
      await app.rows('select count(*)::int as n from active_membership where household_id = $1', [householdId]),
    ).toEqual([{ n: 3 }]);
    expect(
      await app.rows('select count(*)::int as n from assessment where enrolment_id = $1', [ref?.enrolmentId]),
    ).toEqual([{ n: 1 }]);
    expect(
      await app.rows('select revision, recorded_by from declaration where application_id = $1', [applicationId]),
    ).toEqual([{ revision: 1, recorded_by: 'county-clerk' }]);
    expect(
      await app.rows('select action, to_state, actor from application_step where application_id = $1', [applicationId]),
    ).toEqual([{ action: 'takeOver', to_state: 'APPROVED', actor: 'county-head' }]);
    const events = (await app.published()).map(({ type, data }) => [type.replace('cn.gov.sd.mz.', ''), data]);
    expect(events).toEqual([
      [
        'case.opened.v1',
        expect.objectContaining({
          caseId: `social-assistance/${applicationId}`,
          stage: 'OPEN',
          personIds: [1, 2, 3].map(personId),
        }),
      ],
      [
        'enrolment.approved.v1',
        expect.objectContaining({ enrolmentId: ref?.enrolmentId, fromMonth: '2014-06', amountFen: 54_000 }),
      ],
    ]);
    expect(await app.rows(`select actor, after from audit_log where action = 'load'`)).toEqual([
      {
        actor: 'system:social-assistance:load',
        after: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), lines: 1, created: 1, found: 0, refused: 0 },
      },
    ]);
  });

  it('the monthly run pays a loaded household the amount of its decision', async () => {
    const office = await anOffice(loading.app, '370112');
    const more = { divisionCode: aVillage, incomes: [aWage('P11', 540_000)] };
    await loading.run('month', [text(aLine('M', { first: 11, size: 3, more }))]);
    expect(loading.badLines('month')).toEqual([]);
    const [ref] = loading.refs('month');
    const batch = expected(await office.generate(), 201);
    expect([batch.count, batch.totalFen]).toEqual([1, 54_000]);
    const answer = await loading.app.call(getEnrolment, {
      token: office.officer,
      params: { id: ref?.enrolmentId ?? '' },
    });
    expect(expected(answer, 200).entitlements).toMatchObject([
      { benefitMonth: '2014-06', amountFen: 54_000, state: 'BATCHED' },
    ]);
  });

  it('capsule:verify accepts a loaded capsule under the signature of its chunk, and not under another path', async () => {
    await loading.run(
      'capsule',
      [21, 22, 23].map((first) => text(aLine(`C${first}`, { first }))),
      { args: ['--chunk-kib', '64'] },
    );
    const token = await loading.app.token({ role: 'COUNTY_APPROVER', division: '370102000000' });
    const capsules = await Promise.all(
      loading
        .refs('capsule')
        .map(async ({ decisionId = '' }) =>
          expected(await loading.app.call(getCapsule, { token, params: { id: decisionId } }), 200),
        ),
    );
    const verified = capsules.map((capsule, index) => verify(`capsule-${index}`, capsule));
    expect(verified.map(({ code, error }) => [code, error])).toEqual([0, 1, 2].map(() => [0, '']));
    expect(new Set(capsules.map(({ seal }) => seal.signature)).size).toBe(1);
    const [first, second] = capsules;
    expect(verify('swapped', { ...first, seal: second?.seal })).toMatchObject({
      code: 1,
      error: expect.stringContaining('PATH_INVALID'),
    });
  });

  it('SEPARATION_OF_DUTIES: the author is not the approver, and nothing is begun', async () => {
    const run = await loading.run('alone', [text(aLine('A', { first: 31 }))], { args: ['--approver', 'county-clerk'] });
    expect([run.code, run.error]).toEqual([2, expect.stringContaining('SEPARATION_OF_DUTIES')]);
    expect(await loading.app.rows('select from active_membership where person_id = $1', [personId(31)])).toEqual([]);
  });
});

function verify(name: string, capsule: object): { code: number; error: string } {
  const file = join(loading.dir, `${name}.json`);
  writeFileSync(file, JSON.stringify(capsule));
  const said: string[] = [];
  const code = runCapsuleVerify([file], { out: () => undefined, error: (line) => said.push(line) });
  return { code, error: said.join('\n') };
}

describe('a household that cannot be taken over is listed with its codes and changes nothing', () => {
  const bad = (code: string, more: object, name = code) => ({
    name,
    code,
    line: text(aLine('B', { first: 41, more })),
  });
  const cases = [
    { name: 'LINE_NOT_JSON', code: 'LINE_NOT_JSON', line: '{"ref":' },
    {
      name: 'REF_INVALID',
      code: 'REF_INVALID',
      line: text({ ...aLine('B', { first: 41 }), ref: '370900198203109030' }),
    },
    bad('INPUT_INVALID', { '370900198203109030': 1 }, 'INPUT_INVALID for an unknown field'),
    bad('INPUT_INVALID', { members: [] }, 'INPUT_INVALID for nobody'),
    bad('INPUT_INVALID', { assets: undefined }, 'INPUT_INVALID for silence on assets'),
    bad('DIVISION_NOT_VALID', { divisionCode: '379999001001' }),
    bad('CODE_SUMMARY', { divisionCode: '370101001001' }),
    bad('DATE_NOT_ALLOWED', { decidedOn: '2099-05-16', fromMonth: '2099-06' }),
    bad('DATE_ORDER_INVALID', { fromMonth: '2014-04' }),
    bad('PERSON_UNKNOWN', { members: [{ ...aLine('B', { first: 41 }).members[0], ref: 'NOBODY' }] }),
    bad('PERSON_NOT_IN_HOUSEHOLD', { incomes: [aWage('P42', 1_000)] }),
    bad('HOUSEHOLD_STRUCTURE_INVALID', {
      members: [{ ...aLine('B', { first: 41 }).members[0], relationToHead: '98' }],
    }),
    bad('INCOME_TYPE_UNKNOWN', { incomes: [{ ...aWage('P41', 1_000), type: 'LOTTERY' }] }),
    bad(
      'INPUT_INVALID',
      { incomes: [{ ...aWage('P41', 1_000), provenance: 'VERIFIED' }] },
      'INPUT_INVALID for VERIFIED without a report',
    ),
    bad('PARAMETER_MISSING', { decidedOn: '2012-05-16', appliedOn: '2012-04-10' }),
    bad('INCOME_NOT_BELOW_STANDARD', { incomes: [aWage('P41', 5_400_000)] }),
  ];

  it(`says ${cases.map(({ name }) => name).join('; ')}; the good line among them is loaded`, async () => {
    const run = await loading.run('bad', [...cases.map(({ line }) => line), text(aLine('GOOD', { first: 43 }))]);
    expect(run.code).toBe(0);
    const byLine = Map.groupBy(loading.badLines('bad'), ({ line }) => line);
    expect([...byLine].map(([line, found]) => [line, found[0]?.code])).toEqual(
      cases.map(({ code }, index) => [index + 1, code]),
    );
    expect(JSON.stringify(loading.badLines('bad'))).not.toContain('370900198203109030');
    expect(loading.refs('bad').map(({ ref }) => ref)).toEqual(['GOOD']);
    expect(await loading.app.rows('select from household_member where person_id = $1', [personId(41)])).toEqual([]);
  });

  it('a dry run lists the same lines and stores nothing', async () => {
    const before = await loading.app.rows('select count(*) from application');
    const run = await loading.run('dry', [...cases.map(({ line }) => line), text(aLine('GOOD', { first: 44 }))], {
      args: ['--dry-run'],
    });
    expect(run.out).toContain('DRY RUN load:households');
    expect(new Set(loading.badLines('dry').map(({ line }) => line)).size).toBe(cases.length);
    expect(await loading.app.rows('select count(*) from application')).toEqual(before);
  });

  it('PERSON_ALREADY_IN_HOUSEHOLD (DUP_PERSON) for who is counted already: in the file, before it, under a merged id', async () => {
    await loading.app.rows('insert into person_alias (alias, canonical) values ($1, $2)', [personId(55), personId(51)]);
    await loading.run('before', [text(aLine('OLD', { first: 51 }))]);
    await loading.run('double', [
      text(aLine('A', { first: 51 })),
      text(aLine('B', { first: 52, size: 2 })),
      text(aLine('C', { first: 53 })),
      text(aLine('D', { first: 55 })),
      text(aLine('E', { first: 54 })),
    ]);
    expect(loading.badLines('double').map(({ line, code }) => [line, code])).toEqual(
      [1, 3, 4].map((line) => [line, 'PERSON_ALREADY_IN_HOUSEHOLD']),
    );
    expect(loading.refs('double').map(({ ref }) => ref)).toEqual(['B', 'E']);
  });
});

describe('a load goes on where it was stopped', () => {
  const state = `select m.person_id, a.state, a.current_division_code, d.notice ->> 'amountFen' as amount, d.capsule -> 'result' as result,
      e.state as enrolled, e.amount_fen, e.class, e.next_review_on, e.from_month, s.action
    from household_member m join household h on h.id = m.household_id join application a on a.household_id = h.id
    join decision d on d.id = a.decision_id join enrolment e on e.id = a.enrolment_id and e.household_id = h.id
    join assessment x on x.enrolment_id = e.id and x.decision_id = d.id join application_step s on s.application_id = a.id
    join active_membership c on c.person_id = m.person_id and c.household_id = h.id order by 1`;
  const lines = [
    ...Array.from({ length: 60 }, (_, index) => {
      const more = { incomes: [aWage(`P${100 + 2 * index}`, 6_000 * index)] };
      return text(aLine(`S${index}`, { first: 100 + 2 * index, size: 2, more }));
    }),
    '{',
    text(aLine('TWICE', { first: 101 })),
    text(aLine('LAST', { first: 300 })),
  ];

  it('killed by SIGKILL and started again it leaves the same as an uninterrupted twin; a second run changes nothing', async () => {
    const [one, twin] = [await openLoading(), await openLoading()];
    try {
      const killed = await one.run('stock', lines, { onProgress: (child) => child.kill('SIGKILL') });
      expect(killed.signal).toBe('SIGKILL');
      const chunksOf = async () => (await one.app.rows('select number from load_chunk')).length;
      const half = await chunksOf();
      const resumed = await one.run('stock', lines);
      const whole = await twin.run('stock', lines);
      expect([resumed.code, whole.code, resumed.error]).toEqual([0, 0, expect.stringContaining('goes on after chunk')]);
      expect(half).toBeGreaterThan(0);
      expect(half).toBeLessThan(await chunksOf());
      const rows = await one.app.rows(state);
      expect(rows).toHaveLength(121);
      expect(rows).toEqual(await twin.app.rows(state));
      expect(one.badLines('stock')).toEqual(twin.badLines('stock'));
      expect(one.badLines('stock').map(({ line, code }) => [line, code])).toEqual([
        [61, 'LINE_NOT_JSON'],
        [62, 'PERSON_ALREADY_IN_HOUSEHOLD'],
      ]);
      const events = await one.app.rows(
        `select payload ->> 'type' as type, count(*)::int as n from outbox group by 1 order by 1`,
      );
      expect(events.map(({ n }) => n)).toEqual([61, 61]);
      const refs = one.refs('stock');
      expect((await one.run('stock', lines)).code).toBe(0);
      expect(await one.app.rows(state)).toEqual(rows);
      expect(one.refs('stock')).toEqual(refs);
    } finally {
      await one.stop();
      await twin.stop();
    }
  });
});
