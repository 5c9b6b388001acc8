import { describe, expect, test } from 'vitest';
import {
  approveGrant,
  createGrant,
  disclose,
  errors,
  exportGrants,
  getGrant,
  greet,
  listGrants,
  readPerson,
  removeGrant,
} from './http-fixtures.ts';
import { openApiDocument } from './openapi.ts';

const operations = [
  getGrant,
  listGrants,
  createGrant,
  approveGrant,
  readPerson,
  disclose,
  greet,
  removeGrant,
  exportGrants,
];
const build = (list = operations) =>
  JSON.parse(JSON.stringify(openApiDocument({ name: 'people', operations: list, errors })));
const document = build();

describe('the document', () => {
  test('is the same for the same operations in any order', () => {
    expect(JSON.stringify(build([...operations].reverse()))).toBe(JSON.stringify(document));
    expect(document.openapi).toBe('3.1.0');
  });

  test('has each operation under its id, with permission, purposes and security', () => {
    const read = document.paths['/v1/persons/{id}'].get;
    expect(read).toMatchObject({
      operationId: 'persons.read',
      'x-permission': 'persons:read',
      'x-purposes': ['ASSESS_BENEFIT', 'PAY'],
      security: [{ person: [] }, { service: [] }],
    });
    expect(read.parameters.map((one: { name: string }) => one.name)).toEqual(['id', 'X-Purpose', 'X-Case']);
    expect(document.paths['/v1/greetings'].get.security[0]).toEqual({});
  });

  test('refers to named schemas and every reference is there', () => {
    const success = document.paths['/v1/grants/{id}'].get.responses['200'];
    expect(success.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Grant' });
    expect(success.headers.ETag).toBeDefined();
    const references = JSON.stringify(document).matchAll(/#\/components\/schemas\/([A-Za-z]+)/g);
    for (const [, name = ''] of references) expect(document.components.schemas[name]).toBeDefined();
    expect(JSON.stringify(document)).not.toContain('$id');
  });

  test('names the codes of every refusal as problems', () => {
    const { responses } = document.paths['/v1/grants/{id}'].get;
    expect(responses['404'].description).toBe('GRANT_UNKNOWN');
    expect(responses['404'].content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem');
    expect(document.paths['/v1/grants/{id}:approve'].post.responses['412'].description).toBe('VERSION_CONFLICT');
    expect(document.paths['/v1/grants'].post.parameters).toMatchObject([{ name: 'Idempotency-Key', required: true }]);
  });

  test('shows an example of what is sent, of what is answered and of each refusal', () => {
    const create = document.paths['/v1/grants'].post;
    expect(create.requestBody.content['application/json'].example).toMatchObject({ amountFen: 45_000 });
    expect(create.responses['201'].content['application/json'].example).toMatchObject({ version: 1 });
    const refused = document.paths['/v1/grants/{id}:approve'].post.responses['412'];
    expect(refused.content['application/problem+json'].examples).toEqual({
      VERSION_CONFLICT: { $ref: '#/components/examples/VERSION_CONFLICT' },
    });
    expect(document.components.examples.VERSION_CONFLICT.value).toMatchObject({
      status: 412,
      code: 'VERSION_CONFLICT',
    });
    const references = JSON.stringify(document).matchAll(/#\/components\/examples\/([A-Z_]+)/g);
    for (const [, code = ''] of references) expect(document.components.examples[code].value.code).toBe(code);
  });

  test('what must be sent has an example, what may be left out has none', () => {
    const approve = document.paths['/v1/grants/{id}:approve'].post.parameters;
    expect(approve.find((one: { name: string }) => one.name === 'If-Match').example).toBe('"1"');
    const list = document.paths['/v1/grants'].get.parameters;
    expect(list.filter((one: { required: boolean }) => !one.required).some((one: object) => 'example' in one)).toBe(
      false,
    );
  });

  test('a stream has its media type, 204 no content, nobody a body where none is', () => {
    expect(Object.keys(document.paths['/v1/grants:export'].get.responses['200'].content)).toEqual([
      'application/x-ndjson',
    ]);
    expect(document.paths['/v1/grants/{id}'].delete.responses['204']).toEqual({ description: 'Done' });
    expect(document.paths['/v1/grants/{id}:approve'].post.requestBody).toBeUndefined();
  });

  test('an error that is in no catalogue stops the build', () => {
    expect(() => build([{ ...getGrant, errors: ['NOBODY_KNOWS'] } as never])).toThrow('NOBODY_KNOWS');
  });
});
