import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { anApplication, inUnit } from '../factories.ts';
import { meetClock, pauseClocks, resumeClocks, startClock } from './clocks.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
});
afterAll(() => app.stop());

async function aRunningCase(startedOn = '2014-04-28') {
  const row = await anApplication(app.kit, { state: 'ACCEPTED' });
  const owner = { id: row.id, divisionCode: row.currentDivisionCode };
  await inUnit(app.kit, (work) => startClock(work, owner, 'INVESTIGATION', startedOn));
  return owner;
}

function clock(applicationId: string) {
  return app.rows(
    'select due_on::text, paused_on::text, met_on::text, missed_on::text, provisional from case_clock where application_id = $1',
    [applicationId],
  );
}

async function missed(applicationId: string) {
  const events = await app.published();
  return events.filter(({ type, subject }) => type.includes('deadline.missed') && subject === applicationId);
}

describe('terms of a case', () => {
  test('the legal basis of the term is that of its parameter: 10 working days [L]', async () => {
    const owner = await aRunningCase();
    expect(
      await app.rows('select days, unit, due_on::text, legal_basis from case_clock where application_id = $1', [
        owner.id,
      ]),
    ).toEqual([
      {
        days: 10,
        unit: 'WORKING_DAYS',
        due_on: '2014-05-13',
        legal_basis: expect.stringContaining('民发〔2012〕220号'),
      },
    ]);
  });

  test('a pause of 3 working days moves the last day by 3 working days and is logged', async () => {
    const owner = await aRunningCase();
    await inUnit(app.kit, (work) => pauseClocks(work, owner, { on: '2014-05-05', reason: 'RECHECK' }));
    expect(await clock(owner.id)).toMatchObject([{ due_on: '2014-05-13', paused_on: '2014-05-05' }]);
    await inUnit(app.kit, (work) => resumeClocks(work, owner, '2014-05-08'));
    expect(await clock(owner.id)).toMatchObject([{ due_on: '2014-05-16', paused_on: null }]);
    expect(
      await app.rows(
        `select reason, paused_on::text, resumed_on::text, due_before::text, due_after::text from case_clock_pause
          where clock_id = (select id from case_clock where application_id = $1)`,
        [owner.id],
      ),
    ).toEqual([
      {
        reason: 'RECHECK',
        paused_on: '2014-05-05',
        resumed_on: '2014-05-08',
        due_before: '2014-05-13',
        due_after: '2014-05-16',
      },
    ]);
  });

  test('a term that had run out before the pause keeps its day', async () => {
    const owner = await aRunningCase('2014-04-01');
    await inUnit(app.kit, (work) => pauseClocks(work, owner, { on: '2014-04-20', reason: 'RECHECK' }));
    await inUnit(app.kit, (work) => resumeClocks(work, owner, '2014-04-25'));
    expect(await clock(owner.id)).toMatchObject([{ due_on: '2014-04-16' }]);
    await inUnit(app.kit, (work) => meetClock(work, owner, 'INVESTIGATION', '2014-04-25'));
  });

  test('PARAMETER_MISSING: before the first row of the parameter there is no term', async () => {
    const row = await anApplication(app.kit);
    const owner = { id: row.id, divisionCode: row.currentDivisionCode };
    const start = inUnit(app.kit, (work) => startClock(work, owner, 'INVESTIGATION', '2012-12-11'));
    await expect(start).rejects.toMatchObject({ code: 'PARAMETER_MISSING' });
  });
});

describe('deadline.missed', () => {
  test('an overdue step is raised once, on the day after its last; met, paused and provisional ones are not', async () => {
    const late = await aRunningCase();
    const met = await aRunningCase();
    const paused = await aRunningCase();
    const provisional = await aRunningCase();
    await inUnit(app.kit, async (work) => {
      await meetClock(work, met, 'INVESTIGATION', '2014-05-12');
      await pauseClocks(work, paused, { on: '2014-05-12', reason: 'SUPPLEMENT_REQUESTED' });
      await work.unit.db
        .updateTable('caseClock')
        .set({ provisional: true, runsFrom: '2098-12-30', dueOn: '2014-05-01' })
        .where('applicationId', '=', provisional.id)
        .execute();
    });

    await app.setToday('2014-05-13');
    expect(await missed(late.id)).toEqual([]);
    await app.setToday('2014-05-14');
    await app.setToday('2014-05-16');
    expect(await missed(late.id)).toMatchObject([
      {
        divisioncode: late.divisionCode,
        data: { applicationId: late.id, step: 'INVESTIGATION', dueOn: '2014-05-13' },
      },
    ]);
    expect(await clock(late.id)).toMatchObject([{ missed_on: '2014-05-14', met_on: null }]);
    expect(
      await app.rows(`select actor from audit_log where action = 'deadlines.raise' and record_id = $1`, [late.id]),
    ).toEqual([{ actor: 'system:social-assistance:deadlines.raise' }]);
    for (const { id } of [met, paused, provisional]) expect(await missed(id)).toEqual([]);
    // It stays provisional, but its day was computed again from where the term runs.
    expect(await clock(provisional.id)).toMatchObject([{ due_on: '2099-01-13', provisional: true, missed_on: null }]);
    expect(await app.rows('select state from application where id = $1', [late.id])).toEqual([{ state: 'ACCEPTED' }]);
  });
});
