import { type Caller, defineOperation } from '@mz/contracts';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { definePermissions, type PermissionEntry, permissionCells, permissionOf } from './permissions.ts';

function operationFor(callers: readonly Caller[], permission = 'grants:read') {
  return defineOperation({
    id: 'grants.get',
    service: 'people',
    method: 'GET',
    path: '/v1/grants',
    summary: 'Grants',
    success: { status: 200, schema: Type.Object({}) },
    permission,
    callers,
  });
}

describe('a permission table', () => {
  test.each<[string, PermissionEntry]>([
    ['a role', { roles: ['AUDITOR'] }],
    ['a service', { services: ['payments'] }],
    ['partners', { partners: true }],
    ['the public', { public: true }],
  ])('may admit %s alone', (_, entry) => {
    const table = { 'paymentRuns:take-over': entry };
    expect(definePermissions(table)).toBe(table);
  });

  test.each<[string, PermissionEntry]>([
    ['nothing', {}],
    ['empty lists', { roles: [], services: [] }],
    ['no', { partners: false, public: false }],
  ])('an entry that says %s admits nobody and stops the start', (_, entry) => {
    expect(() => definePermissions({ 'grants:read': entry })).toThrow('Permission grants:read admits nobody');
  });

  test.each([
    'grants',
    'grants:',
    ':read',
    'Grants:read',
    'grants:Read',
    '1grants:read',
    'grants:read:all',
    'grants:re d',
  ])('the name %s stops the start', (name) => {
    expect(() => definePermissions({ [name]: { public: true } })).toThrow(`${name} must read <plural>:<verb>`);
  });
});

describe('the entry of an operation', () => {
  test('is everybody’s for a public one, without a table', () => {
    expect(permissionOf({}, operationFor(['public'], 'public'))).toEqual({ public: true });
  });

  test('must stand in the table', () => {
    expect(() => permissionOf({}, operationFor(['user']))).toThrow(
      'Operation grants.get needs permission grants:read, which is not in permissions.ts',
    );
  });

  const entries: Readonly<Record<string, PermissionEntry>> = {
    roles: { roles: ['AUDITOR'] },
    services: { services: ['payments'] },
    partners: { partners: true },
    public: { public: true },
    none: { roles: [], services: [] },
  };
  test.each<[Caller, readonly string[]]>([
    ['user', ['roles', 'public']],
    ['service', ['services', 'public']],
    ['partner', ['partners', 'public']],
    ['public', ['public']],
  ])('a %s is admitted by %j and by nothing else', (caller, admitting) => {
    for (const [name, entry] of Object.entries(entries)) {
      const find = () => permissionOf({ 'grants:read': entry }, operationFor([caller]));
      if (admitting.includes(name)) expect(find()).toBe(entry);
      else expect(find).toThrow(`Permission grants:read admits no ${caller}, but grants.get names it in callers`);
    }
  });

  test('every caller that is not admitted is named', () => {
    const find = () =>
      permissionOf({ 'grants:read': { roles: ['AUDITOR'] } }, operationFor(['user', 'service', 'partner']));
    expect(find).toThrow('admits no service, partner, but');
  });
});

describe('the matrix', () => {
  function allowed(callers: readonly Caller[], entry: PermissionEntry): string[] {
    const cells = permissionCells([operationFor(callers)], { 'grants:read': entry }, ['payments', 'people']);
    expect(cells).toHaveLength(34);
    expect(cells.every(({ operationId }) => operationId === 'grants.get')).toBe(true);
    return cells.filter(({ allow }) => allow).map(({ caller }) => ('role' in caller ? caller.role : caller.service));
  }
  const both: PermissionEntry = { roles: ['AUDITOR', 'CITIZEN'], services: ['payments'] };

  test('allows whom table and callers both name', () => {
    expect(allowed(['user', 'service'], both)).toEqual(['AUDITOR', 'CITIZEN', 'payments']);
    expect(allowed(['user'], both)).toEqual(['AUDITOR', 'CITIZEN']);
    expect(allowed(['service'], both)).toEqual(['payments']);
    expect(allowed(['user'], { roles: ['AUDITOR'] })).toEqual(['AUDITOR']);
    expect(allowed(['service'], { services: ['people'] })).toEqual(['people']);
  });

  test('allows everybody what is public', () => {
    expect(allowed(['public'], { public: true })).toHaveLength(34);
  });

  test('has no service when none is asked for', () => {
    expect(permissionCells([operationFor(['user'])], { 'grants:read': both })).toHaveLength(32);
  });
});
