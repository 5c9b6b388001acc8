import {
  completeResurvey,
  decideQueuedMove,
  divisionChanged,
  type EventPayload,
  getBoundaryLine,
  getBoundaryOutline,
  listQueuedMoves,
  listResurveys,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineInForce, startWorld, type World } from './boundary-world.ts';

type Line = Awaited<ReturnType<typeof lineInForce>>;

let world: World;
const lines = new Map<string, Line>();
const officer = { role: 'PLACE_PROVINCE_OFFICER' } as const;

beforeAll(async () => {
  world = await startWorld('2014-01-10');
  const pairs = ['371002-371081', '371081-371082', '371082-371083', '370104-370105', '370105-370112', '370181-370321'];
  for (const pair of pairs) {
    const [codeA = '', codeB = ''] = pair.split('-').map((code) => code.padEnd(12, '0'));
    lines.set(pair, await lineInForce(world, { codeA, codeB }));
  }
  await world.places.setToday('2014-01-25');
});
afterAll(() => world.stop());

type Item = EventPayload<typeof divisionChanged>['items'][number];

const item = (fromCode: string, toCode: string, more: Partial<Item> = {}): Item => ({
  fromCode: fromCode.padEnd(12, '0'),
  toCode: toCode.padEnd(12, '0'),
  extent: 'FULL',
  partUnits: [],
  ...more,
});
const full = (fromCode: string, toCode: string): Item => item(fromCode, toCode);

/** A change as place-names has it and tells it, twice as a queue may. */
async function change(changeId: string, effectiveOn: string, items: readonly ReturnType<typeof item>[]): Promise<void> {
  const data = { changeId, kinds: ['MERGE'], effectiveOn, items: [...items] };
  await world.places.rows(
    `insert into division_change (change_id, kinds, title, authority, approved_on, effective_on, status, provenance, recorded_at)
     values ($1, '{MERGE}', $1, 'STATE_COUNCIL', $2, $2, 'PUBLISHED', 'APPROVAL', now())`,
    [changeId, effectiveOn],
  );
  for (const { fromCode, toCode, extent, partUnits } of items) {
    await world.places.rows(
      `insert into division_change_item (change_id, from_code, to_code, extent, part_units, remainder)
       values ($1, $2, $3, $4, $5, $6)`,
      [changeId, fromCode, toCode, extent, partUnits, extent === 'PART' && partUnits.length === 0],
    );
    await world.places.rows(
      `insert into code_map (change_id, from_code, to_code, extent, effective_on, recorded_at)
       values ($1, $2, $3, $4, $5, now())`,
      [changeId, fromCode, toCode, extent, effectiveOn],
    );
  }
  const publication = { subject: changeId, divisionCode: '370000000000', aggregateVersion: 1, data };
  await world.places.deliver(divisionChanged, publication);
  await world.places.deliver(divisionChanged, publication);
}

const seen = (pair: string) => world.done(getBoundaryLine, { ...officer, params: { id: lines.get(pair)?.id ?? '' } });

describe('a published change of divisions', () => {
  it('CH-04: every line of the split unit is to be surveyed again within six months, once', async () => {
    const towns = ['371081112000', '371081113000'];
    await change('CH-04', '2014-01-25', [
      item('371081', '371003', { extent: 'PART' }),
      item('371081', '371002', { extent: 'PART', partUnits: towns }),
    ]);
    const { items } = await world.done(listResurveys, { ...officer, query: { changeId: 'CH-04' } });
    expect(items.map(({ lineCode, dueOn, state }) => [lineCode, dueOn, state]).toSorted()).toEqual([
      ['371002-371081', '2014-07-25', 'OPEN'],
      ['371081-371082', '2014-07-25', 'OPEN'],
    ]);
    expect((await seen('371081-371082')).openResurveys).toBe(1);
    // Who bears the side after a split is for the survey to say.
    const split = { state: 'IN_FORCE', currentCodeB: '371081000000', openResurveys: 1 };
    expect(await seen('371002-371081')).toMatchObject(split);
    expect((await seen('371082-371083')).openResurveys).toBe(0);
  });

  it('CH-04: which part lies along the line is said by the office that owns the rest, and the line passes on (§9.2)', async () => {
    const queue = { role: 'PLACE_COUNTY_CHECKER', division: '371003', query: {} } as const;
    const { items } = await world.done(listQueuedMoves('place-names'), queue);
    // The queue follows record ids, which are random: two lines have no order of their own.
    const asked = items.map(({ table, candidates }) => [table, candidates] as const);
    expect(asked.toSorted(([one], [other]) => one.localeCompare(other))).toEqual([
      ['boundary_line.current_code_a', ['371003000000', '371002000000']],
      ['boundary_line.current_code_b', ['371003000000', '371002000000']],
    ]);
    const queued = items.find(({ recordId }) => recordId === lines.get('371081-371082')?.id);
    const decision = {
      role: 'PLACE_COUNTY_CHECKER',
      division: '371003',
      params: { id: queued?.id ?? '' },
      version: 1,
      body: { toCode: '371003000000', reason: '界线全线位于文登区一侧' },
    } as const;
    const elsewhere = { ...decision, division: '371082' };
    expect(await world.refused(decideQueuedMove('place-names'), elsewhere)).toEqual([403, 'SCOPE_FORBIDDEN']);
    const clerk = { ...decision, role: 'PLACE_COUNTY_CLERK' } as const;
    expect(await world.refused(decideQueuedMove('place-names'), clerk)).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await world.done(decideQueuedMove('place-names'), decision)).toMatchObject({ state: 'MOVED' });
    expect(await seen('371081-371082')).toMatchObject({ currentCodeA: '371003000000', state: 'IN_FORCE' });
  });

  it('merged units: the line between them ends on the day, the lines around pass on and are surveyed', async () => {
    await change('CH-M', '2014-01-20', [full('370104', '370104'), full('370105', '370104')]);
    expect(await seen('370104-370105')).toMatchObject({
      state: 'CLOSED',
      validTo: '2014-01-20',
      closedReason: 'MERGED',
    });
    const around = await seen('370105-370112');
    expect(around).toMatchObject({
      lineCode: '370105-370112',
      currentCodeA: '370104000000',
      openResurveys: 1,
    });
    const outline = { params: { code: '370104-370105' }, query: { asOf: '2014-01-19' } };
    expect((await world.done(getBoundaryOutline, outline)).validTo).toBe('2014-01-20');
    // The office of the unit that bears the side now has the line.
    const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370104', params: { id: around.id } } as const;
    expect((await world.done(getBoundaryLine, clerk)).id).toBe(around.id);
  });

  it('a new code for the same ground: the office changes, nothing is surveyed', async () => {
    await change('CH-R', '2014-01-24', [full('370181', '370114')]);
    const recoded = await seen('370181-370321');
    expect(recoded).toMatchObject({ currentCodeA: '370114000000', openResurveys: 0, version: 3 });
    const clerk = { role: 'PLACE_COUNTY_CLERK', division: '370114', params: { id: recoded.id } } as const;
    expect((await world.done(getBoundaryLine, clerk)).lineCode).toBe('370181-370321');
  });
});

describe('resurveyTasks.complete', () => {
  it('closes a task with the document; not before it was set, not twice, not from elsewhere', async () => {
    const { items } = await world.done(listResurveys, { ...officer, query: { changeId: 'CH-04' } });
    const task = items.find(({ lineCode }) => lineCode === '371002-371081');
    if (task === undefined) throw new Error('no task');
    const clerk = { role: 'PLACE_COUNTY_CLERK', division: '371002' } as const;
    const call = { ...clerk, params: { id: task.id }, version: task.version };
    const body = { doneOn: '2014-01-25', resultDoc: '勘界〔2014〕1号' };
    const early = { ...call, body: { ...body, doneOn: '2014-01-24' } };
    expect(await world.refused(completeResurvey, early)).toEqual([422, 'DATE_NOT_ALLOWED']);
    const foreign = { ...call, division: '371722', body };
    expect(await world.refused(completeResurvey, foreign)).toEqual([404, 'RESURVEY_UNKNOWN']);
    expect(await world.refused(completeResurvey, { ...call, version: 9, body })).toEqual([412, 'VERSION_CONFLICT']);
    const done = await world.done(completeResurvey, { ...call, body });
    expect(done).toMatchObject({ state: 'DONE', ...body, overdue: false, version: task.version + 1 });
    const again = { ...call, version: done.version, body };
    expect(await world.refused(completeResurvey, again)).toEqual([409, 'STATE_TRANSITION_INVALID']);
    const open = await world.done(listResurveys, { ...officer, query: { changeId: 'CH-04', state: 'OPEN' } });
    expect(open.items.map(({ lineCode }) => lineCode)).toEqual(['371081-371082']);
  });

  it('pages go by the due day; past it a task is overdue', async () => {
    const first = await world.done(listResurveys, { ...officer, query: { first: 1 } });
    expect(first.items.map(({ dueOn }) => dueOn)).toEqual(['2014-07-20']);
    const rest = await world.done(listResurveys, { ...officer, query: { after: first.next ?? '' } });
    expect(rest.items.map(({ dueOn }) => dueOn)).toEqual(['2014-07-25', '2014-07-25']);
    await world.places.setToday('2014-07-26');
    const late = await world.done(listResurveys, { ...officer, query: { state: 'OPEN' } });
    expect(late.items.every(({ overdue }) => overdue)).toBe(true);
    expect(late.items).toHaveLength(2);
  });
});
