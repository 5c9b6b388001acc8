import { randomUUID } from 'node:crypto';
import { listMerges, listTasks, resolveTask } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, otherCounty, type People } from './fixtures.ts';
import { type Merging, startMerging } from './merging.ts';

let merging: Merging;
let people: People;
let holders: Merging['holders'];
let reviewer: string;
let aNewborn: Merging['aNewborn'];
let propose: Merging['propose'];
let merge: Merging['merge'];
let split: Merging['split'];
let read: Merging['read'];

beforeAll(async () => {
  merging = await startMerging();
  ({ people, holders, reviewer, aNewborn, propose, merge, split, read } = merging);
});
afterAll(() => merging?.stop());

describe('a split', () => {
  it('lists what was done in between under any id of the kept person, each kind a task that somebody decides', async () => {
    const idNo = anIdNo();
    const kept = await aNewborn({ name: '李二' });
    const dropped = await people.aPerson({ ...aBody(idNo), name: '李二' });
    holders.records.payments.push({ id: randomUUID(), personId: dropped, kind: 'BENEFIT_ENTRY', at: new Date(0) });
    const id = await merge(kept, dropped);
    const entry = { id: randomUUID(), personId: dropped, kind: 'BENEFIT_ENTRY', at: new Date() };
    holders.records.payments.push(entry);
    holders.silent.add('income-verification');
    const { status, body } = await split(id);
    holders.silent.delete('income-verification');
    expect([status, body.merge.state, body.missing]).toEqual([200, 'SPLIT', ['income-verification']]);
    expect(body.services[2]?.holdings).toEqual([
      { personId: dropped, kind: 'BENEFIT_ENTRY', count: 1, recordIds: [entry.id] },
    ]);
    const tasks = await people.call(listTasks, { token: people.acceptor, query: { first: 200 } });
    const mine = tasks.body.items.filter((task: { id: string }) => body.taskIds.includes(task.id));
    expect(
      mine.map((task: { personId: string; kind: string; detail: object }) => [task.personId, task.kind, task.detail]),
    ).toEqual([
      [
        kept,
        'SPLIT_DECISION',
        { service: 'income-verification', kind: 'UNANSWERED', count: 0, recordIds: [], since: body.since },
      ],
      [
        kept,
        'SPLIT_DECISION',
        { service: 'payments', kind: 'BENEFIT_ENTRY', count: 1, recordIds: [entry.id], since: body.since },
      ],
    ]);
    const events = (await people.published()).filter(({ type }) => type === 'cn.gov.sd.mz.person.split.v1');
    expect(events.filter(({ subject }) => subject === kept).map(({ data }) => data)).toEqual([{ kept, dropped }]);
    const resolved = await people.call(resolveTask, {
      token: people.acceptor,
      params: { id: body.taskIds[1] ?? '' },
      body: { outcome: 'OTHER_PERSON', note: '该笔补贴属于另一人' },
    });
    expect([resolved.status, resolved.body.state]).toEqual([200, 'DONE']);
  });

  it('gives back what the kept record got, unless it was changed since; the dropped one is found by its number again', async () => {
    const idNo = anIdNo();
    const kept = await aNewborn({ name: '李三' });
    const dropped = await people.aPerson({ ...aBody(idNo), name: '李三' });
    const id = await merge(kept, dropped);
    await split(id);
    const [one, other] = [await read(kept, kept), await read(dropped, dropped)];
    expect([one.body.id, one.body.idNo, one.body.mergedFrom]).toEqual([kept, null, []]);
    expect([other.body.id, other.body.aliasOf]).toEqual([dropped, undefined]);
    expect((await people.register({ ...aBody(idNo), name: '李三' })).body.personId).toBe(dropped);
    expect(await people.rows('select id_type, phone, certainty from person where id = $1', [kept])).toEqual([
      { id_type: 'HUKOU_BOOK_ONLY', phone: null, certainty: 'DECLARED' },
    ]);
    // They may be merged again.
    expect((await propose(kept, dropped)).status).toBe(201);
  });

  it('chains resolve to the last kept; the middle may not be split before the latest (MERGE_NOT_LATEST)', async () => {
    const [a, b, c] = [await aNewborn(), await aNewborn(), await aNewborn()];
    const first = await merge(a, b);
    const latest = await merge(c, a);
    const { body } = await read(b, b);
    expect([body.id, body.aliasOf]).toEqual([c, b]);
    expect([...body.mergedFrom].sort()).toEqual([a, b].sort());
    const early = await split(first);
    expect([early.status, (early.body as { code?: string }).code]).toEqual([409, 'MERGE_NOT_LATEST']);
    expect((await split(latest)).status).toBe(200);
    expect((await read(b, b)).body.id).toBe(a);
    expect((await split(first)).status).toBe(200);
    expect((await read(b, b)).body.id).toBe(b);
    expect((await split(first)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  it('merges.list shows the merges of the division by ids', async () => {
    const { body } = await people.call(listMerges, { token: reviewer, query: { state: 'SPLIT', first: 200 } });
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.every(({ state }: { state: string }) => state === 'SPLIT')).toBe(true);
    const stranger = await people.token({ role: 'COUNTY_REVIEWER', division: otherCounty });
    expect((await people.call(listMerges, { token: stranger })).body.items).toEqual([]);
  });
});
