import type { Operation } from '@mz/contracts';
import * as contracts from '@mz/contracts';
import { parseResidentId } from '@mz/domain';
import { type TSchema, Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { exampleOf, operationExamples } from './openapi-examples.ts';
import { patternExample } from './pattern-example.ts';
import { takesBody } from './route.ts';
import { compileRequest } from './validators.ts';

const operations = (Object.values(contracts) as unknown[]).filter(
  (value): value is Operation => typeof value === 'object' && value !== null && 'callers' in value && 'body' in value,
);

/** What the validator of the routes says of an example; empty when it fits. */
function faultsOf(schema: TSchema, example: unknown): string[] {
  const validate = compileRequest({ schema, httpPart: 'body' });
  const copy: unknown = JSON.parse(JSON.stringify(example ?? null));
  if (validate(copy)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('examples of the operations', () => {
  test('there are operations to look at', () => {
    expect(operations.length).toBeGreaterThan(150);
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s: request and answer fit their schemas by the validator of the routes',
    (_, operation) => {
      const { request, answer } = operationExamples(operation);
      if (request !== undefined) expect(faultsOf(operation.body, request)).toEqual([]);
      if (answer !== undefined) expect(faultsOf(operation.success.schema, answer)).toEqual([]);
      expect(request !== undefined).toBe(takesBody(operation));
    },
  );

  // Schemas are compiled when a route is first asked, so a wrong one would be found only then.
  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s: the schemas of its path and query compile',
    (_, { params, query }) => {
      for (const schema of [params, query])
        expect(typeof compileRequest({ schema, httpPart: 'querystring' })({})).toBe('boolean');
    },
  );

  test('the validator does refuse an example that does not fit', () => {
    const schema = Type.Object({ from: Type.String({ format: 'date' }) });
    expect(faultsOf(schema, { from: '2014-02-30' })).not.toEqual([]);
    expect(faultsOf(schema, {})).not.toEqual([]);
  });

  test('no example carries an identity number that could have been issued, nor an account of a bank', () => {
    const text = JSON.stringify(operations.map(operationExamples));
    const numbers = [...text.matchAll(/(?<![\dA-Za-z-])\d{17}[\dXx](?![\dA-Za-z-])/g)].map(([found]) => found);
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) {
      expect(parseResidentId(number).ok).toBe(true);
      expect(['370100', '371700', '370900', '110000']).toContain(number.slice(0, 6));
    }
    const accounts = [...text.matchAll(/(?<![\dA-Za-z-])\d{16}(?:\d{3})?(?![\dA-Za-z-])/g)].map(([found]) => found);
    expect(accounts.filter((account) => !account.startsWith('629999'))).toEqual([]);
  });
});

describe('exampleOf', () => {
  test('the example of the contract itself comes before any other', () => {
    expect(exampleOf(Type.String({ examples: ['鲁民〔2014〕1号'] }))).toBe('鲁民〔2014〕1号');
    expect(exampleOf(Type.Object({ idNo: Type.String({ examples: ['x'] }) }))).toEqual({ idNo: 'x' });
  });

  test('the same schema has the same example, and a record the same id everywhere', () => {
    const schema = Type.Object({ householdId: Type.String({ format: 'uuid' }) });
    expect(exampleOf(schema)).toEqual(exampleOf(Type.Object({ ...schema.properties })));
  });

  test('an answer shows an identity number masked', () => {
    expect(exampleOf(Type.Object({ idNo: Type.String() }), { masked: true })).toEqual({ idNo: '370100********9023' });
  });

  test('a pattern that nobody can read asks the contract for an example', () => {
    expect(() => exampleOf(Type.String({ pattern: '^(?=a)b$' }))).toThrow('state `examples`');
    expect(exampleOf(Type.String({ pattern: '^(?=a)a$', examples: ['a'] }))).toBe('a');
  });
});

test.each([
  '^[0-9]{2}$',
  '^[A-Z][A-Z0-9_]{1,30}$',
  '^[A-Za-z0-9+/]+={0,2}$',
  '^(a|b)-\\d{3,}$',
  '^(?:x\\.)?y$',
  '^[a-z-]{3}$',
])('a text is made that fits %s', (pattern) => {
  expect(patternExample(pattern)).toMatch(new RegExp(pattern));
});
