import { startTestServices, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let services: TestServices;
let headers: Record<string, string>;

beforeAll(async () => {
  services = await startTestServices(['place-names', 'people', 'social-assistance', 'gateway']);
  const token = await services.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112002000' });
  headers = { authorization: `Bearer ${token}`, 'x-purpose': 'ASSESS_BENEFIT' };
}, 120_000);
afterAll(() => services.stop());

const id = '0190f3d2-0000-7000-8000-000000000001';

describe('the gateway before the real services', () => {
  test('GraphQL reaches three of them, and each refusal keeps its code and place', async () => {
    const answer = await fetch(`${services.url('gateway')}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ person(id: "${id}") { name } application(id: "${id}") { state household { members { person { name } } } }
          divisionResolution(code: "999999999999", from: "2014-01-01", to: "2014-04-28") { code } }`,
      }),
    });
    const { data, errors } = (await answer.json()) as {
      data: unknown;
      errors: { path: string[]; extensions: { code: string; service: string } }[];
    };
    expect(answer.status).toBe(200);
    expect(data).toEqual({ person: null, application: null, divisionResolution: null });
    const told = errors.map(({ path, extensions }) => `${path.join('.')} ${extensions.service} ${extensions.code}`);
    expect(told.sort()).toEqual([
      'application social-assistance APPLICATION_UNKNOWN',
      'divisionResolution place-names DIVISIONS_NOT_LOADED',
      'person people CASE_REQUIRED',
    ]);
  });

  test('REST goes through with the person’s token; without one the service answers 401', async () => {
    const url = `${services.url('gateway')}/api/social-assistance/v1/applications/${id}`;
    const known = await fetch(url, { headers });
    const unknown = await fetch(url);
    expect(known.status).toBe(404);
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([401, 'TOKEN_MISSING']);
  });

  test('/health passes or warns for those that run, and fails for the others', async () => {
    const answer = await fetch(`${services.url('gateway')}/health`);
    const body = (await answer.json()) as { services: { service: string; status: string }[] };
    const status = new Map(body.services.map((one) => [one.service, one.status]));
    expect(answer.status).toBe(503);
    expect([status.get('people'), status.get('place-names')]).not.toContain('fail');
    expect(status.get('payments')).toBe('fail');
  });
});
