import { randomUUID } from 'node:crypto';
import { addDays } from '@mz/domain';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, moved, rest, transferChange } from '../../test/change-road.ts';
import { approved, read, type Test } from '../../test/proposal-road.ts';
import { service } from '../app.ts';

let test: Test;
let proposalId: string;
/** Of the approval, which is also that of the change. */
let day: string;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
  proposalId = await approved(test, '鲁政字〔2014〕50号');
  day = (await read(test, proposalId)).body.approvedOn ?? '';
});
afterAll(() => test.stop());

const codeOf = (body: unknown): string => (body as { code: string }).code;
const docNo = '鲁政字〔2014〕50号';

async function entered(more: object = {}) {
  return enter(test, await transferChange(test, proposalId, { docNo, ...more }));
}

describe('bad input of place-names §14: changes', () => {
  it.each([
    ['effective_on earlier than approved_on', () => ({ effectiveOn: addDays(day, -1) }), 'EFFECTIVE_BEFORE_APPROVAL'],
    [
      'effective_on later than approved_on without the letter saying so',
      () => ({ effectiveOn: addDays(day, 1) }),
      'EFFECTIVE_DAY_NOT_IN_LETTER',
    ],
    ['no doc_no', () => ({ docNo: undefined }), 'DOC_REQUIRED'],
    ['an unknown doc_no', () => ({ docNo: '鲁政字〔2014〕51号' }), 'DOC_REQUIRED'],
    [
      'another day than that of the letter',
      () => ({ approvedOn: addDays(day, -1), effectiveOn: addDays(day, -1) }),
      'DOC_REQUIRED',
    ],
    ['another issuer', () => ({ authority: 'STATE_COUNCIL' }), 'AUTHORITY_NOT_COMPETENT'],
    ['shares summing to 0.98', () => ({ items: [moved, { ...rest, populationShare: 0.86 }] }), 'SHARE_SUM'],
    ['PART without part_units', () => ({ items: [{ ...moved, partUnits: [] }, rest] }), 'PART_UNITS_REQUIRED'],
    [
      'part_unit not a child of from_code',
      () => ({ items: [{ ...moved, partUnits: ['370126101000'] }, rest] }),
      'PART_UNIT_NOT_CHILD',
    ],
    [
      'a village is no child of a county',
      () => ({ items: [{ ...moved, partUnits: ['370124103201'] }, rest] }),
      'PART_UNIT_NOT_CHILD',
    ],
    [
      'a part unit twice',
      () => ({ items: [{ ...moved, partUnits: ['370124103000', '370124103000'] }, rest] }),
      'PART_UNIT_TWICE',
    ],
    ['a part without the rest', () => ({ items: [{ ...moved, populationShare: 1 }] }), 'REMAINDER_REQUIRED'],
    [
      'the same pair twice',
      () => ({ items: [moved, { ...rest, populationShare: 0.44 }, { ...rest, populationShare: 0.44 }] }),
      'ITEM_DUPLICATE',
    ],
    [
      'an old code that is not in force',
      () => ({
        items: [
          { ...moved, fromCode: '370123000000' },
          { ...rest, fromCode: '370123000000' },
        ],
      }),
      'ITEM_FROM_UNKNOWN',
    ],
    [
      'a new code that nobody establishes',
      () => ({ items: [{ ...moved, toCode: '370118000000' }, rest] }),
      'ITEM_TO_UNKNOWN',
    ],
    [
      'overlap of two versions of a code',
      () => ({ units: [{ side: 'IN', code: '370113000000', name: '长清新区' }] }),
      'VERSION_OVERLAP',
    ],
    [
      'a code freed by abolition for another territory',
      () => ({ units: [{ side: 'IN', code: '370123000000', name: '新长清县' }] }),
      'CODE_REUSED',
    ],
    [
      'a unit that starts without a name',
      () => ({ units: [{ side: 'IN', code: '370118000000' }] }),
      'UNIT_NAME_REQUIRED',
    ],
    [
      'a unit that ends and goes nowhere',
      () => ({ units: [{ side: 'OUT', code: '370126000000' }] }),
      'UNIT_WITHOUT_ITEM',
    ],
    ['a unit that is not in force', () => ({ units: [{ side: 'OUT', code: '370123000000' }] }), 'UNIT_NOT_IN_FORCE'],
    ['a code out of range', () => ({ units: [{ side: 'IN', code: '370185600000', name: '某街道' }] }), 'CODE_RANGE'],
    ['a summary code', () => ({ units: [{ side: 'IN', code: '370101000000', name: '市辖区' }] }), 'CODE_SUMMARY'],
    [
      'a mapping of a unit that does not move',
      () => ({ mapping: [{ fromCode: '370124104000', toCode: '370113104000' }] }),
      'MAPPING_INVALID',
    ],
    [
      'a mapping to a taken code',
      () => ({ mapping: [{ fromCode: '370124103000', toCode: '370113107000' }] }),
      'MAPPING_INVALID',
    ],
    [
      'a mapping elsewhere',
      () => ({ mapping: [{ fromCode: '370124103000', toCode: '370112103000' }] }),
      'MAPPING_INVALID',
    ],
  ])('%s', async (_, more, code) => {
    const answer = await entered(more());
    const codes = (answer.body.errors ?? []).map((one: { code: string }) => one.code);
    expect(answer.status).toBe(422);
    expect([answer.body.code, ...codes]).toContain(code);
    expect(await test.rows(`select 1 from division_change where status = 'DRAFT'`)).toEqual([]);
  });

  it('LINEAGE_CYCLE: items of one day that pass ground round are refused', async () => {
    const back = { ...moved, fromCode: '370113000000', toCode: '370124000000', partUnits: ['370113107000'] };
    const kept = { ...rest, fromCode: '370113000000', toCode: '370113000000' };
    const answer = await entered({ items: [moved, rest, back, kept] });
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ code: 'LINEAGE_CYCLE' }]]);
  });

  it('LATER_CHANGE: a unit that has changed again since is not changed behind its back', async () => {
    // 章丘市 becomes a district in 2016, which the loaded history knows.
    const items = [
      { ...moved, fromCode: '370181000000', toCode: '370114000000', extent: 'FULL', partUnits: [], populationShare: 1 },
    ];
    const units = [
      { side: 'OUT', code: '370181000000' },
      { side: 'IN', code: '370114000000', name: '章丘区' },
    ];
    const { body } = await entered({ items, units });
    expect(body.errors.map((one: { code: string }) => one.code)).toEqual(expect.arrayContaining(['LATER_CHANGE']));
  });

  it('a change rests on a proposal or corrects another change, not both and not neither', async () => {
    for (const more of [{ proposalId: undefined }, { correctsId: 'CH-05' }]) {
      const answer = await entered(more);
      expect([answer.status, codeOf(answer.body)]).toEqual([400, 'INPUT_INVALID']);
    }
    expect(codeOf((await entered({ proposalId: randomUUID() })).body)).toBe('PROPOSAL_UNKNOWN');
  });

  it.each([
    ['no login', undefined, 401],
    ['a city', 'city', 403],
    ['a checker of the province, who publishes', 'provinceChecker', 403],
  ] as const)('%s enters no change', async (_, who, status) => {
    const body = await transferChange(test, proposalId, { docNo });
    const answer =
      who === undefined
        ? await test.inject({ method: 'POST', url: '/v1/division-changes', payload: body })
        : await enter(test, body, who);
    expect('statusCode' in answer ? answer.statusCode : answer.status).toBe(status);
  });
});

describe('a correction of loaded history', () => {
  it('CORRECTION_BUILT_ON: what a later change rests on is not taken away below it', async () => {
    // 莱城区 of the part of 2006 became 莱芜区 in 2018.
    const items = [
      {
        fromCode: '371626000000',
        toCode: '371681000000',
        extent: 'FULL',
        partUnits: [],
        remainder: false,
        populationShare: 1,
      },
    ];
    const body = {
      correctsId: 'CH-18',
      kinds: ['RECODE'],
      title: '更正',
      authority: 'STATE_COUNCIL',
      docNo: '国函〔2000〕1号',
      approvedOn: '2000-06-22',
      effectiveOn: '2000-06-22',
      effectiveDayInLetter: false,
      items,
      units: [],
      mapping: [],
    };
    const { status, body: answer } = await enter(test, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(answer.errors.map((one: { code: string }) => one.code)).toContain('CORRECTION_BUILT_ON');
  });
});
