import { approveMerge, previewMerge, reportLifeEvent } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { People } from './fixtures.ts';
import { type Merging, purpose, startMerging } from './merging.ts';

let merging: Merging;
let people: People;
let reviewer: string;
let second: string;
let aNewborn: Merging['aNewborn'];
let propose: Merging['propose'];
let merge: Merging['merge'];

beforeAll(async () => {
  merging = await startMerging();
  ({ people, reviewer, second, aNewborn, propose, merge } = merging);
});
afterAll(() => merging?.stop());

describe('MERGE_INVALID (people.md §6)', () => {
  it('MERGE_INVALID 422 for a person with itself', async () => {
    const one = await aNewborn();
    const { status, body } = await propose(one, one);
    expect([status, body.code]).toEqual([422, 'MERGE_INVALID']);
  });

  it('MERGE_INVALID 422 for two verified, different numbers; two declared ones may be one clerk’s error', async () => {
    const [kept, dropped] = [await people.aPerson(), await people.aPerson()];
    const declared = await people.call(previewMerge, { token: reviewer, purpose, body: { kept, dropped } });
    expect(declared.body.refusals).toEqual([]);
    await people.rows(`update person set certainty = 'VERIFIED' where id in ($1, $2)`, [kept, dropped]);
    const { status, body } = await propose(kept, dropped);
    expect([status, body.code]).toEqual([422, 'MERGE_INVALID']);
    expect(JSON.stringify(body)).not.toMatch(/370900/);
  });

  it('MERGE_INVALID 409 for an id that was merged already, on either side, and for one that a proposal names', async () => {
    const [a, b, c] = [await aNewborn(), await aNewborn(), await aNewborn()];
    await merge(a, b);
    const taken = [await propose(c, b), await propose(b, c)];
    const { status } = await propose(a, c);
    taken.push(await propose(b, c), await propose(a, c));
    expect(status).toBe(201);
    expect(taken.map((answer) => [answer.status, answer.body.code])).toEqual(Array(4).fill([409, 'MERGE_INVALID']));
  });

  it('MERGE_INVALID 409 for a living and a dead record: the death would be unseen', async () => {
    const [alive, dead] = [await people.aPerson(), await people.aPerson()];
    const died = await people.call(reportLifeEvent, {
      token: people.acceptor,
      body: { kind: 'DEATH', personId: dead, eventDate: '2014-04-01', source: 'PSB_CANCEL', matchedBy: 'NUMBER' },
    });
    expect(died.body.certainty).toBe('CONFIRMED');
    const { status, body } = await propose(alive, dead);
    expect([status, body.code]).toEqual([409, 'MERGE_INVALID']);
  });

  it('is checked again at the approval', async () => {
    const [a, b, c] = [await aNewborn(), await aNewborn(), await aNewborn()];
    const { body } = await propose(a, b);
    await merge(c, a);
    const { status, body: refused } = await people.call(approveMerge, { token: second, params: { id: body.id } });
    expect([status, (refused as { code?: string }).code]).toEqual([409, 'MERGE_INVALID']);
  });

  it('of two merges of one pair in both directions at the same moment one stands', async () => {
    const [a, b] = [await aNewborn(), await aNewborn()];
    const proposals = [await propose(a, b), await propose(b, a)];
    const answers = await Promise.all(
      proposals.map(({ body }) => people.call(approveMerge, { token: second, params: { id: body.id } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await people.rows('select 1 from person_alias where alias in ($1, $2)', [a, b])).toHaveLength(1);
  });
});
