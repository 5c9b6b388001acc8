import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultsOf, type Place } from './standard.ts';

type Json = Record<string, unknown>;

function sample(name: string): Json {
  return JSON.parse(readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8'));
}

/** A template filled in: counts are numbers, objects are objects, texts that must be there are. */
function filledIn(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, one]) => [name, filledIn(one, name)] as const);
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
  }
  if (['total_count', 'completed_count', 'seq_num'].includes(key)) return Number(value) || 1;
  if (['meta', 'consent', 'authorize'].includes(key)) return {};
  // Values that the schemas’ own lists do not have: a sample’s event, and a language of two letters.
  if (key === 'reg_event_type' || key === 'locale') return undefined;
  if (value !== '') return value;
  return ['transaction_id', 'correlation_id', 'reference_id'].includes(key) ? 'x-1' : undefined;
}

const places: Readonly<Record<string, Place>> = {
  'social-processflow1-1req.json': { file: 'social', path: '/registry/search', part: 'request' },
  'social-processflow2req.json': { file: 'social', path: '/registry/search', part: 'request' },
  'social-processflow2res.json': { file: 'social', path: '/registry/sync/search', part: 'answer' },
  'ibr-processflow3areq.json': { file: 'ibr', path: '/registry/search', part: 'request' },
  'ibr-processflow3ares.json': { file: 'ibr', path: '/registry/sync/search', part: 'answer' },
};

describe('the standard’s own samples by its own schemas', () => {
  test('every sample that is kept is judged', () => {
    expect(readdirSync(new URL('samples/', import.meta.url)).sort()).toEqual(Object.keys(places).sort());
  });

  test.each(Object.entries(places))('%s is a template that does not conform; filled in it does', (name, place) => {
    expect(faultsOf(place, sample(name))).not.toEqual([]);
    const filled = filledIn(sample(name)) as { header: Json };
    // The samples name the answer as its question.
    if (place.part === 'answer') filled.header.action = 'on-search';
    expect(faultsOf(place, filled)).toEqual([]);
  });
});

describe('the overlaps for which oneOf is read as anyOf', () => {
  const header = {
    ...{ message_id: 'm1', message_ts: '2014-04-28T09:00:00+08:00', sender_id: 'HOUSING', total_count: 1 },
  };

  test('an expression with an object as value', () => {
    const filled = filledIn(sample('social-processflow1-1req.json'));
    const place: Place = { file: 'social', path: '/registry/search', part: 'request' };
    expect(faultsOf(place, filled, true)).toContain(
      '/message/search_request/0/search_criteria/query must match exactly one schema in oneOf',
    );
  });

  test('a status asked for by transaction id', () => {
    const asked = { reference_id: 'r1', txn_type: 'search', attribute_type: 'transaction_id', attribute_value: 't1' };
    const message = { transaction_id: 't2', txnstatus_request: asked };
    const place: Place = { file: 'social', path: '/registry/sync/txn/status', part: 'request' };
    const whole = { header: { ...header, action: 'txn-status' }, message };
    expect(faultsOf(place, whole, true)).toContain(
      '/message/txnstatus_request/attribute_value must match exactly one schema in oneOf',
    );
    expect(faultsOf(place, whole)).toEqual([]);
  });

  test('what is missing is still missed', () => {
    const place: Place = { file: 'social', path: '/registry/search', part: 'request' };
    expect(faultsOf(place, { header: { ...header, action: 'search' }, message: { transaction_id: 't1' } })).not.toEqual(
      [],
    );
    expect(faultsOf(place, { header: { ...header, action: 'subscribe' }, message: {} })).not.toEqual([]);
  });
});
