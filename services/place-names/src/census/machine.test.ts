import { describe, expect, it } from 'vitest';
import {
  type BatchFacts,
  type BatchState,
  batchSteps,
  decideBatch,
  decideRecord,
  type RecordState,
  recordSteps,
} from './machine.ts';

const good: BatchFacts = { records: 4, behind: 0, openDefects: 0, sample: 'ACCEPT', grade: 'PASS', hasDocument: true };

describe('machine of a census record (place-names.md §7, §12)', () => {
  it.each([
    ['CATALOGUED', 'SURVEY', 'VILLAGE_ASSISTANT', 'FIELD_SURVEYED'],
    ['CATALOGUED', 'SURVEY', 'PLACE_TOWN_CLERK', 'FIELD_SURVEYED'],
    ['FIELD_SURVEYED', 'SURVEY', 'VILLAGE_ASSISTANT', 'FIELD_SURVEYED'],
    ['FIELD_SURVEYED', 'PROCESS', 'PLACE_TOWN_CLERK', 'INDOOR_PROCESSED'],
    ['INDOOR_PROCESSED', 'PROCESS', 'PLACE_TOWN_CLERK', 'INDOOR_PROCESSED'],
    ['INDOOR_PROCESSED', 'RETURN_TO_FIELD_SURVEYED', 'PLACE_TOWN_CLERK', 'FIELD_SURVEYED'],
    ['TOWNSHIP_CONFIRMED', 'RETURN_TO_INDOOR_PROCESSED', 'PLACE_COUNTY_CHECKER', 'INDOOR_PROCESSED'],
    ['TOWNSHIP_CONFIRMED', 'RETURN_TO_FIELD_SURVEYED', 'PLACE_COUNTY_CHECKER', 'FIELD_SURVEYED'],
  ] as const)('%s: %s by %s → %s', (state, action, role, to) => {
    expect(decideRecord(state, action, role)).toEqual({ ok: true, value: { to } });
  });

  it.each([
    ['CATALOGUED', 'PROCESS', 'PLACE_TOWN_CLERK', 'STATE_TRANSITION_INVALID'],
    ['TOWNSHIP_CONFIRMED', 'PROCESS', 'PLACE_TOWN_CLERK', 'STATE_TRANSITION_INVALID'],
    ['INDOOR_PROCESSED', 'SURVEY', 'PLACE_TOWN_CLERK', 'STATE_TRANSITION_INVALID'],
    ['COUNTY_SELF_CHECKED', 'RETURN_TO_FIELD_SURVEYED', 'PLACE_COUNTY_CHECKER', 'STATE_TRANSITION_INVALID'],
    ['FIELD_SURVEYED', 'PROCESS', 'VILLAGE_ASSISTANT', 'ROLE_NOT_PERMITTED'],
    ['INDOOR_PROCESSED', 'RETURN_TO_FIELD_SURVEYED', 'PLACE_COUNTY_CHECKER', 'ROLE_NOT_PERMITTED'],
  ] as const)('%s: %s by %s → %s', (state, action, role, code) => {
    expect(decideRecord(state, action, role)).toMatchObject({ ok: false, code });
  });

  it('no step leads out of the database', () => {
    const from: RecordState = 'IN_DATABASE';
    expect(recordSteps.filter((row) => [row.from].flat().includes(from))).toEqual([]);
  });
});

describe('machine of a census batch: village informant, town, county, city, province, ministry', () => {
  it.each([
    ['PLANNED', 'OPEN', 'PLACE_PROVINCE_OFFICER', 'OPEN'],
    ['OPEN', 'SELF_CHECK', 'PLACE_COUNTY_CHECKER', 'COUNTY_SELF_CHECKED'],
    ['COUNTY_SELF_CHECKED', 'VERIFY', 'PLACE_CITY_OFFICER', 'CITY_VERIFIED'],
    ['CITY_VERIFIED', 'ACCEPT', 'PLACE_PROVINCE_OFFICER', 'PROVINCE_ACCEPTED'],
    ['PROVINCE_ACCEPTED', 'REVIEW', 'PLACE_PROVINCE_OFFICER', 'NATIONAL_REVIEWED'],
    ['NATIONAL_REVIEWED', 'STORE', 'PLACE_PROVINCE_CHECKER', 'STORING'],
  ] as const)('%s: %s by %s → %s, and by nobody else', (state, action, role, to) => {
    expect(decideBatch(state, action, { role, facts: good })).toEqual({ ok: true, value: { to } });
    for (const other of ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK', 'PLACE_EXPERT'] as const) {
      expect(decideBatch(state, action, { role: other, facts: good })).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    }
  });

  it.each([
    ['OPEN', 'PLACE_COUNTY_CHECKER'],
    ['COUNTY_SELF_CHECKED', 'PLACE_CITY_OFFICER'],
    ['CITY_VERIFIED', 'PLACE_PROVINCE_OFFICER'],
    ['PROVINCE_ACCEPTED', 'PLACE_PROVINCE_OFFICER'],
  ] as const)('any step may return with defects: %s by %s → OPEN', (state, role) => {
    expect(decideBatch(state, 'RETURN', { role, facts: good })).toEqual({ ok: true, value: { to: 'OPEN' } });
  });

  it.each<[BatchState, 'SELF_CHECK' | 'VERIFY' | 'ACCEPT' | 'REVIEW', Partial<BatchFacts>, string[]]>([
    ['OPEN', 'SELF_CHECK', { behind: 1 }, ['CENSUS_BATCH_INCOMPLETE']],
    ['OPEN', 'SELF_CHECK', { records: 0 }, ['CENSUS_BATCH_INCOMPLETE']],
    ['OPEN', 'SELF_CHECK', { openDefects: 1, behind: 2 }, ['CENSUS_BATCH_INCOMPLETE', 'CENSUS_DEFECTS_OPEN']],
    ['COUNTY_SELF_CHECKED', 'VERIFY', { sample: 'NONE' }, ['CENSUS_SAMPLE_MISSING']],
    ['COUNTY_SELF_CHECKED', 'VERIFY', { sample: 'DRAWN' }, ['CENSUS_SAMPLE_MISSING']],
    ['COUNTY_SELF_CHECKED', 'VERIFY', { sample: 'RETURN' }, ['CENSUS_SAMPLE_FAILED']],
    ['CITY_VERIFIED', 'ACCEPT', { sample: 'NONE', grade: 'NONE' }, ['CENSUS_SAMPLE_MISSING', 'CENSUS_SCORE_MISSING']],
    ['CITY_VERIFIED', 'ACCEPT', { grade: 'FAIL' }, ['CENSUS_SCORE_FAILED']],
    ['PROVINCE_ACCEPTED', 'REVIEW', { hasDocument: false }, ['DOCUMENT_MISSING']],
  ])('%s: %s with %o → all reasons', (state, action, change, reasons) => {
    const role = batchSteps.find((row) => row.action === action)?.roles[0];
    if (role === undefined) throw new Error('no role may do it');
    expect(decideBatch(state, action, { role, facts: { ...good, ...change } })).toMatchObject({ ok: false, reasons });
  });
});
