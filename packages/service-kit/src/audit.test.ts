import { type KeyProvider, memoryKeyProvider } from '@mz/crypto';
import { describe, expect, test } from 'vitest';
import { auditStatement } from './audit.ts';
import { anchorFileOf, auditSigningKey, chainMac } from './audit-sealer.ts';
import type { AuditEntry, Context } from './kit.ts';

const wall = new Date('2014-04-28T01:02:03.040Z');
const clock = { wall: () => wall, business: () => wall, today: () => '2014-05-14' };
const entry: AuditEntry = { action: 'notes.create', recordType: 'note', recordId: 'n-1' };
const job: Context = {
  actor: { kind: 'system', subject: 'system:people:notes.count', roles: [] },
  scope: { division: '37', actor: 'system:people:notes.count' },
  operationId: 'notes.count',
  permission: 'notes:write',
  traceparent: '00-trace',
  language: 'zh-CN',
};

/** The rows that a statement hands to the database. */
function rowsOf(ctx: Context, ...entries: AuditEntry[]): unknown {
  let made = 0;
  const newId = () => {
    made += 1;
    return `id-${made}`;
  };
  const { sql, parameters } = auditStatement(ctx, entries, { clock, newId });
  expect(sql).toMatch(/^insert into audit_log \(id, recorded_at, .*, before, after\) select id, recorded_at, /);
  expect(parameters).toHaveLength(1);
  return JSON.parse(String(parameters[0]));
}

describe('an audit row', () => {
  test('says who, under which grant, why, what, when by both clocks, and before and after', () => {
    const ctx: Context = {
      ...job,
      actor: { kind: 'user', subject: 'clerk-1', roles: [], caller: 'payments' },
      grant: { role: 'COUNTY_APPROVER', division: '370102000000' },
      operationId: 'notes.rewrite',
      purpose: 'ASSESS_BENEFIT',
      caseId: 'social-assistance/1',
    };
    const before = { text: '旧' };
    const told = { ...entry, action: 'notes.rewrite', decisionId: 'd-1', before, after: { text: '新' } };
    expect(rowsOf(ctx, told)).toEqual([
      {
        id: 'id-1',
        recorded_at: '2014-04-28T01:02:03.040Z',
        business_on: '2014-05-14',
        actor_kind: 'user',
        actor: 'clerk-1',
        caller: 'payments',
        grant_role: 'COUNTY_APPROVER',
        grant_division: '370102000000',
        operation_id: 'notes.rewrite',
        action: 'notes.rewrite',
        record_type: 'note',
        record_id: 'n-1',
        purpose: 'ASSESS_BENEFIT',
        case_id: 'social-assistance/1',
        decision_id: 'd-1',
        traceparent: '00-trace',
        before: { text: '旧' },
        after: { text: '新' },
      },
    ]);
  });

  test('of a job has no grant, and each entry of a unit has a row of its own', () => {
    const common = {
      recorded_at: '2014-04-28T01:02:03.040Z',
      business_on: '2014-05-14',
      actor_kind: 'system',
      actor: 'system:people:notes.count',
      operation_id: 'notes.count',
      record_type: 'note',
      traceparent: '00-trace',
    };
    expect(rowsOf(job, entry, { ...entry, action: 'notes.remove', recordId: 'n-2' })).toEqual([
      { ...common, id: 'id-1', action: 'notes.create', record_id: 'n-1' },
      { ...common, id: 'id-2', action: 'notes.remove', record_id: 'n-2' },
    ]);
  });
});

describe('a clear identity number is refused wherever it stands in a row', () => {
  const stored = (after: unknown) => () => rowsOf(job, { ...entry, after });

  test.each([
    ['a field', { idNo: '370100194001019019' }],
    ['a number that ends in X', { idNo: '37010019400101901X' }],
    ['a number that ends in x', { idNo: '37010019400101901x' }],
    ['a text, between Chinese characters', { note: '身份证370100194001019019号' }],
    ['a list', ['-370100194001019019-']],
  ])('%s', (_, after) => {
    expect(stored(after)).toThrow('an audit row of notes.count holds an identity number');
  });

  test.each([
    ['19 digits', '3701001940010190190'],
    ['17 digits', '37010019400101901'],
    ['18 digits behind a letter, as in a hash', 'a370100194001019019'],
    ['18 digits before a letter', '370100194001019019b'],
    ['17 digits and another letter', '37010019400101901Y'],
  ])('but not %s', (_, text) => {
    expect(stored({ text })).not.toThrow();
  });
});

describe('keys and files of a service’s trail', () => {
  test('have the service’s name', () => {
    expect(anchorFileOf('/data', 'people')).toBe('/data/audit-anchors/people.ndjson');
    expect(auditSigningKey('people')).toBe('signing/audit-people');
  });

  test('a chain keeps its first key, whatever versions follow', () => {
    const keys = memoryKeyProvider('chain');
    const first = chainMac(keys, 'people');
    keys.rotate('audit/people');
    const later = chainMac(keys, 'people');
    expect([first.algorithm, later.hmacKey.equals(first.hmacKey)]).toEqual(['HMAC-SHA-256', true]);
    expect(keys.versions('audit/people')).toHaveLength(2);
    expect(chainMac(keys, 'payments').hmacKey.equals(first.hmacKey)).toBe(false);
  });

  test('a first key that is no secret makes no chain', () => {
    const keys = memoryKeyProvider('chain');
    const signing = keys.current('signing/audit-people');
    const wrong: KeyProvider = { ...keys, versions: () => [signing] };
    expect(() => chainMac(wrong, 'people')).toThrow('audit/people is not a secret key');
  });

  test('a provider that tells no older versions gives the current key', () => {
    const keys = memoryKeyProvider('chain');
    const { hmacKey } = chainMac({ ...keys, versions: () => [] }, 'people');
    expect(hmacKey.equals(chainMac(keys, 'people').hmacKey)).toBe(true);
  });
});
