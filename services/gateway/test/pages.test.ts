import { createHash } from 'node:crypto';
import * as contracts from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import { shownServices } from '../src/service-files.ts';

let gateway: TestService;

// No other service runs: what the gateway shows of itself needs none.
beforeAll(async () => {
  gateway = (await startTestService(service)) as unknown as TestService;
});
afterAll(() => gateway.stop());

describe('/reference', () => {
  test('the page names no outside address and runs only what we serve', async () => {
    const page = await gateway.inject({ url: '/reference/' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.payload).not.toMatch(/(?:https?:)?\/\/[a-z0-9-]+(\.[a-z0-9-]+)+/i);
    const scripts = [...page.payload.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, src]) => src ?? '');
    expect(scripts).toHaveLength(1);
    const [src = ''] = scripts;
    const script = await gateway.inject({ url: new URL(src, 'http://localhost/reference/').pathname });
    expect([script.statusCode, script.payload.length > 100_000]).toEqual([200, true]);
    expect(script.headers['content-type']).toContain('javascript');
  });

  test('the policy lets it speak to us only, and its inline script runs by a hash', async () => {
    const page = await gateway.inject({ url: '/reference/' });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    const inline = [...page.payload.matchAll(/<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/g)].map(
      ([, text]) => text,
    );
    expect(inline.length).toBeGreaterThan(0);
    for (const text of inline) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(String(text)).digest('base64')}'`);
    }
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe-inline');
    expect(policy).not.toMatch(/https?:|\*/);
  });

  test('/reference leads to the page', async () => {
    const answer = await gateway.inject({ url: '/reference' });
    expect([200, 301, 302, 308]).toContain(answer.statusCode);
  });

  test('it lists each service that has a document, and each document can be read', async () => {
    const page = await gateway.inject({ url: '/reference/' });
    const urls = [...page.payload.matchAll(/\/api\/[a-z-]+\/openapi\.json/g)].map(([url]) => url);
    expect(new Set(urls).size).toBeGreaterThan(0);
    for (const url of new Set(urls)) {
      const document = await gateway.inject({ url });
      expect([url, document.statusCode, document.json().openapi]).toEqual([url, 200, '3.1.0']);
    }
  });

  test('each operation of each document shows what it answers, and what is sent where something is', async () => {
    for (const name of shownServices) {
      const { paths } = (await gateway.inject({ url: `/api/${name}/openapi.json` })).json();
      const operations = Object.values(paths).flatMap((item) => Object.values(item as object));
      for (const { operationId, requestBody, responses } of operations) {
        const contents = [requestBody, ...Object.values(responses)].flatMap((one: { content?: object }) =>
          Object.entries(one?.content ?? {}),
        );
        const bare = contents.filter(
          ([type, one]) => !/csv|pdf/.test(type) && !('example' in one || 'examples' in one),
        );
        expect([operationId, bare]).toEqual([operationId, []]);
        expect(contents.length).toBeGreaterThan(0);
      }
    }
  });

  test('the events are one link away from each document, and the link leads to the AsyncAPI document', async () => {
    const { info } = (await gateway.inject({ url: '/api/people/openapi.json' })).json();
    expect(info.description).toContain('(/asyncapi.json)');
    const events = await gateway.inject({ url: '/asyncapi.json' });
    expect([events.statusCode, events.json().asyncapi]).toEqual([200, '3.0.0']);
    expect(events.json().channels['person.died'].address).toBe('cn.gov.sd.mz.person.died.v1');
  });

  test('SERVICE_UNKNOWN: the document of a service that does not exist', async () => {
    const answer = await gateway.inject({ url: '/api/nobody/openapi.json' });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'SERVICE_UNKNOWN']);
  });
});

describe('/catalogue.json', () => {
  test('every public operation of the contracts stands there once, by the path of the gateway', async () => {
    const { operations } = (await gateway.inject({ url: '/catalogue.json' })).json();
    const declared = (Object.values(contracts) as unknown[])
      .filter(
        (value): value is contracts.Operation => typeof value === 'object' && value !== null && 'callers' in value,
      )
      .filter(({ path, service: of }) => path.startsWith('/v1/') && shownServices.includes(of))
      .filter(({ callers }) => callers.some((caller) => caller !== 'service'));
    expect(declared.length).toBeGreaterThan(50);
    const listed = new Map(operations.map((operation: { id: string }) => [operation.id, operation]));
    expect(listed.size).toBe(operations.length);
    for (const { id, service: of, method, path } of declared) {
      expect(listed.get(id)).toMatchObject({ id, service: of, method, path: `/api/${of}${path}` });
    }
    expect(listed.size).toBe(declared.length);
  });

  test('the operations of the main job are there', async () => {
    const { operations } = (await gateway.inject({ url: '/catalogue.json' })).json();
    const ids = operations.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(['persons.register', 'applications.draft', 'applications.approve']));
  });

  test('events name their producer and who takes them; nothing internal is told', async () => {
    const answer = await gateway.inject({ url: '/catalogue.json' });
    const { events } = answer.json();
    expect(events.find(({ type }: { type: string }) => type.includes('person.died'))).toMatchObject({
      producer: 'people',
    });
    expect(answer.payload).not.toContain('/internal/');
  });
});

describe('/health', () => {
  test('503 with each service that is down, without its address', async () => {
    const answer = await gateway.inject({ url: '/health' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['content-type']).toContain('application/health+json');
    const { status, services } = answer.json();
    expect(status).toBe('fail');
    expect(services.map(({ service: name }: { service: string }) => name)).toEqual([...shownServices]);
    expect(answer.payload).not.toMatch(/127\.0\.0\.1|ECONN/);
  });
});

test('/graphql answers with all services down: what failed is named, the gateway stands', async () => {
  const token = await gateway.token({ role: 'TOWNSHIP_ACCEPTOR' });
  const answer = await gateway.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${token}` },
    payload: { query: '{ person(id: "x") { name } division(code: "370000000000") { name } }' },
  });
  const { data, errors } = answer.json();
  expect(data).toEqual({ person: null, division: null });
  expect(errors.map((error: { extensions: { service: string } }) => error.extensions.service).sort()).toEqual([
    'people',
    'place-names',
  ]);
});
