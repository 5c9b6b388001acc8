import type { SpdciSearchItem, SpdciSubscribeItem } from '@mz/contracts';
import { describe, expect, test } from 'vitest';
import { namesNumber, notifyRecordType, readSearchItem, readSubscribeItem } from './criteria.ts';

const personId = '018f2a10-0000-7000-8000-0000000000c1';
const authorize = { purpose: { code: 'HOUSING' } };
const byId = { query_type: 'idtype-value', query: { type: 'PERSON_ID', value: personId }, authorize };
const eq = (name: string, value: unknown) => ({ attribute_name: name, operator: 'eq', attribute_value: value });
const named = { expression1: eq('id_no', '37010219740312000X'), condition: 'and', expression2: eq('name', '张伟') };

function item(criteria: object): SpdciSearchItem {
  const search_criteria = criteria as SpdciSearchItem['search_criteria'];
  return { reference_id: 'H-1', timestamp: '2014-04-28T09:00:00+08:00', search_criteria };
}

describe('what a search asks for', () => {
  test.each([
    ['a person by id', byId, { kind: 'CHECK', registry: 'SR', purpose: 'HOUSING', subjects: [{ personId }], page: 1 }],
    [
      'a household, one predicate a member',
      { query_type: 'predicate', query: [{ expression1: eq('person_id', personId) }, named], authorize },
      { kind: 'CHECK', subjects: [{ personId }, { idNo: '37010219740312000X', name: '张伟' }] },
    ],
    ['the shape of the beneficiary registry', { ...byId, reg_type: 'ns:mz:RegistryType:IBR' }, { registry: 'IBR' }],
    [
      'a check that runs already; it needs no purpose',
      { query_type: 'idtype-value', query: { type: 'CASE_REF', value: 'H-0' } },
      { kind: 'CASE', registry: 'SR', reference: 'H-0', page: 1 },
    ],
    [
      'where the household lives, and limits',
      {
        ...{ query_type: 'predicate', authorize },
        query: [
          { expression1: eq('person_id', personId) },
          { expression1: eq('division_code', '370102001000') },
          { expression1: eq('income_limit_fen', '1728000') },
          { expression1: eq('financial_limit_fen', '1152000') },
        ],
      },
      {
        subjects: [{ personId }],
        terms: { division: '370102001000', incomeLimitFen: 1_728_000, financialLimitFen: 1_152_000 },
      },
    ],
    ['a later page', { ...byId, pagination: { page_size: 10, page_number: 2 } }, { page: 2 }],
  ])('%s', (_name, criteria, expected) => {
    expect(readSearchItem(item(criteria))).toMatchObject({ ok: true, value: expected });
  });

  test.each([
    ['rjct.search_criteria.invalid', 'another registry', { ...byId, reg_type: 'ns:org:RegistryType:Civil' }],
    ['rjct.search_criteria.invalid', 'another version', { ...byId, version: '2.0.0' }],
    ['rjct.search_criteria.invalid', 'no purpose', { ...byId, authorize: undefined }],
    ['rjct.pagination.invalid', 'page 0', { ...byId, pagination: { page_size: 10, page_number: 0 } }],
    ['rjct.pagination.invalid', 'half a page', { ...byId, pagination: { page_size: 0.5 } }],
    ['rjct.filter.invalid', 'an id that is none', { ...byId, query: { type: 'PERSON_ID', value: 'x' } }],
    ['rjct.filter.invalid', 'a kind of id that is not agreed', { ...byId, query: { type: 'UIN', value: '8479' } }],
    ['rjct.filter.invalid', 'a free expression', { ...byId, query_type: 'expression' }],
    ['rjct.filter.invalid', 'nobody', { query_type: 'predicate', query: [], authorize }],
    [
      'rjct.filter.invalid',
      'a name without a number',
      { query_type: 'predicate', query: [{ expression1: eq('name', '张伟') }], authorize },
    ],
    [
      'rjct.filter.invalid',
      'a limit that is no number',
      {
        ...{ query_type: 'predicate', authorize },
        query: [{ expression1: eq('person_id', personId) }, { expression1: eq('income_limit_fen', 'much') }],
      },
    ],
    [
      'rjct.filter.invalid',
      'number or name',
      { query_type: 'predicate', query: [{ ...named, condition: 'or' }], authorize },
    ],
    [
      'rjct.filter.invalid',
      'everybody below an age',
      { query_type: 'predicate', query: [{ expression1: eq('age', 25) }], authorize },
    ],
  ])('%s: %s', (reason, _name, criteria) => {
    expect(readSearchItem(item(criteria))).toMatchObject({ ok: false, reason });
  });

  test('rjct.reference_id.invalid: a reference is a case reference of the unit', () => {
    const spaced = { ...item(byId), reference_id: 'H 1/2' };
    expect(readSearchItem(spaced)).toMatchObject({ ok: false, reason: 'rjct.reference_id.invalid' });
  });

  test('a number in clear is seen wherever it is named', () => {
    expect(namesNumber([item({ query_type: 'predicate', query: [named] })])).toBe(true);
    expect(namesNumber([item({ query_type: 'idtype-value', query: { type: 'UIN', value: '1' } })])).toBe(true);
    expect(namesNumber([item(byId)])).toBe(false);
  });
});

describe('what a subscription asks for', () => {
  const kinds = ['DEATH', 'VEHICLE_NEW'];
  const criteria = {
    ...{ reg_event_type: 'DEATH', filter_type: 'idtype-value', filter: { type: 'PERSON_ID', value: personId } },
    ...{ notify_record_type: notifyRecordType, authorize },
  };
  const read = (change: object) => {
    const subscribe_criteria = { ...criteria, ...change } as SpdciSubscribeItem['subscribe_criteria'];
    return readSubscribeItem(
      { reference_id: 'S-1', timestamp: '2014-04-28T09:00:00+08:00', subscribe_criteria },
      kinds,
    );
  };

  test('one kind, all kinds, one person, everybody of a check', () => {
    expect(read({})).toMatchObject({ ok: true, value: { whom: { personId }, kinds: ['DEATH'], purpose: 'HOUSING' } });
    expect(read({ reg_event_type: 'ALL' })).toMatchObject({ ok: true, value: { kinds } });
    const filter = { type: 'CASE_REF', value: 'H-1' };
    expect(read({ filter })).toMatchObject({ ok: true, value: { whom: { reference: 'H-1' } } });
  });

  test.each([
    ['rjct.notify_types.invalid', { reg_event_type: 'LiveBirth' }],
    ['rjct.notify_details.invalid', { notify_record_type: 'spdci-extensions-dci:Person' }],
    ['rjct.notify_details.invalid', { reg_type: 'ns:org:RegistryType:Civil' }],
    ['rjct.notify_details.invalid', { authorize: {} }],
    ['rjct.person_id.invalid', { filter: { type: 'UIN', value: '1' } }],
  ])('%s: %o', (reason, change) => {
    expect(read(change)).toMatchObject({ ok: false, reason });
  });
});
