import { DatabaseError, type DatabaseErrorKind } from '@mz/db';
import { describe, expect, test } from 'vitest';
import { languageOf, traceparentOf } from './call-headers.ts';
import { commonErrors, defineErrors } from './catalogue.ts';
import { expectVersion, fail, ProblemError, refusal } from './errors.ts';
import type { Actor, Context } from './kit.ts';
import { problemBody, toProblem } from './problem.ts';

const setting = { errors: {}, language: 'zh-CN', traceId: 'a'.repeat(32) } as const;

describe('what the database refuses', () => {
  test.each<[DatabaseErrorKind, string, number]>([
    ['UNIQUE_VIOLATION', 'RECORD_DUPLICATE', 409],
    ['EXCLUSION_VIOLATION', 'RECORD_DUPLICATE', 409],
    ['FOREIGN_KEY_VIOLATION', 'REFERENCE_UNKNOWN', 409],
    ['ROW_SECURITY', 'SCOPE_FORBIDDEN', 403],
    ['SERIALIZATION_FAILURE', 'CONCURRENT_CHANGE', 409],
    ['DEADLOCK', 'CONCURRENT_CHANGE', 409],
    ['LOCK_TIMEOUT', 'CONCURRENT_CHANGE', 409],
    ['STATEMENT_TIMEOUT', 'DATABASE_UNAVAILABLE', 503],
    ['CONNECTION_LOST', 'DATABASE_UNAVAILABLE', 503],
    ['CHECK_VIOLATION', 'INTERNAL', 500],
    ['NOT_NULL_VIOLATION', 'INTERNAL', 500],
    ['OTHER', 'INTERNAL', 500],
  ])('%s answers %s (%i) without the server’s words', (kind, code, status) => {
    const body = problemBody(toProblem(new DatabaseError(kind, 'secret', { table: 'person' })), setting);
    expect([body.code, body.status]).toEqual([code, status]);
    expect(JSON.stringify(body)).not.toMatch(/secret|person"/);
  });
});

test.each([
  ['a text with NUL', '22021'],
  ['a JSON text with NUL', '22P05'],
  ['a day that no calendar has', '22008'],
])('INPUT_INVALID: PostgreSQL cannot hold %s', (_, sqlState) => {
  expect(toProblem(new DatabaseError('OTHER', `OTHER ${sqlState}`, { sqlState })).code).toBe('INPUT_INVALID');
});

describe('a refusal', () => {
  test('keeps every reason, pointers and articles', () => {
    const error = refusal([
      'STATE_TRANSITION_INVALID',
      { code: 'DATE_INVALID', pointer: '/body/from', legalBasis: '第九条' },
    ]);
    expect(error).toMatchObject({
      code: 'STATE_TRANSITION_INVALID',
      errors: [{ code: 'STATE_TRANSITION_INVALID' }, { code: 'DATE_INVALID' }],
    });
    expect(problemBody(error, setting)).toMatchObject({
      status: 409,
      errors: [
        { pointer: '', detail: commonErrors.STATE_TRANSITION_INVALID.zh },
        { pointer: '/body/from', legalBasis: '第九条' },
      ],
    });
  });

  test('without a reason is a fault of the program', () => {
    expect(() => refusal([])).toThrow('at least one reason');
  });
});

test('a single field at fault is a reason too', () => {
  expect(fail('DATE_INVALID', { pointer: '/body/day', detail: '02-30' }).errors).toEqual([
    { code: 'DATE_INVALID', pointer: '/body/day', detail: '02-30' },
  ]);
});

test('numbers of 15 digits and more are masked wherever they stand', () => {
  const error = fail('INPUT_INVALID', {
    pointer: '/body/37010019900101901X',
    detail: '账号 6217000010001234567 与 370100900101901',
  });
  const body = problemBody(error, { ...setting, instance: '/v1/persons/370100199001019019' });
  expect(JSON.stringify(body)).not.toMatch(/\d{15}/);
});

test('a problem of another service keeps its status and title', () => {
  const body = problemBody(new ProblemError('PERSON_UNKNOWN', { status: 404, title: '未找到此人' }), setting);
  expect(body).toMatchObject({ status: 404, title: '未找到此人', code: 'PERSON_UNKNOWN' });
});

test('a service’s catalogue may not restate a common code, misspell one or use a success status', () => {
  const entry = { status: 422, zh: '', en: '' };
  expect(() => defineErrors({ VERSION_CONFLICT: entry })).toThrow('is common to all services');
  expect(() => defineErrors({ lowercase: entry })).toThrow('SCREAMING_SNAKE_CASE');
  expect(() => defineErrors({ FINE: { ...entry, status: 200 } })).toThrow('status');
});

describe('the expected version', () => {
  const context = (kind: Actor['kind'], expectedVersion?: number): Context => ({
    actor: { kind, subject: 's', roles: [] },
    scope: { division: '', actor: 's' },
    operationId: 'a.b',
    permission: 'a:b',
    traceparent: '',
    language: 'zh-CN',
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  });

  test('VERSION_CONFLICT when stale, PRECONDITION_REQUIRED when a caller gave none, nothing for a job', () => {
    expect(() => expectVersion(context('user', 2), 2)).not.toThrow();
    expect(() => expectVersion(context('user', 2), 3)).toThrow('VERSION_CONFLICT');
    expect(() => expectVersion(context('user'), 3)).toThrow('PRECONDITION_REQUIRED');
    expect(() => expectVersion(context('system'), 3)).not.toThrow();
  });
});

test('Chinese unless English is wanted more', () => {
  expect([undefined, '', 'fr', 'zh-CN,zh;q=0.9,en;q=0.8', 'en;q=0.5, zh;q=0.9', 'zh;q=0, fr'].map(languageOf)).toEqual(
    Array.from({ length: 6 }, () => 'zh-CN'),
  );
  expect(['en', 'en-US,en;q=0.9,zh;q=0.8', 'fr, en;q=0.1'].map(languageOf)).toEqual(['en', 'en', 'en']);
});

test('a malformed traceparent is not carried on', () => {
  const good = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  expect([good, 'x', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, `${good}\r\nx: y`].map(traceparentOf)).toEqual([
    good,
    undefined,
    undefined,
    undefined,
  ]);
});
