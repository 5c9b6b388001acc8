import type { Role } from '@mz/contracts';
import fc from 'fast-check';
import type { DocumentedOperation } from './operations.ts';
import { type Policy, rolesOf, servicesOf } from './policy.ts';
import type { Records } from './records.ts';
import type { Sent } from './send.ts';
import type { Stage } from './stage.ts';
import { type Setting, valuesOf } from './values.ts';

/** A request of one operation, before it gets its token and its address. */
export interface Draft {
  readonly operation: DocumentedOperation;
  readonly who: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly gateway: boolean;
}

const junkHeaders: readonly (readonly [string, string])[] = [
  ['idempotency-key', 'x'.repeat(1_000)],
  ['if-match', '*'],
  ['if-match', '"99999999999999"'],
  ['if-match', 'W/"0"'],
  ['x-case', 'nowhere/1'],
  ['x-purpose', 'GOSSIP'],
  ['x-division', '37'],
  ['x-user-token', 'a.b.c'],
  ['accept-language', `${'en;q=0.5,'.repeat(400)}zh`],
  ['accept-language', 'zh;q=1.2.3,*'],
  ['traceparent', '00-0-0-00'],
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=gb18030'],
  ['content-type', 'multipart/form-data'],
  ['content-encoding', 'gzip'],
  ['x-http-method-override', 'DELETE'],
  ['x-request-id', '\u00e9'],
  ['authorization', 'Bearer'],
  ['authorization', 'Basic eA=='],
  ['accept', 'text/html'],
  ['x-forwarded-for', "' or 1=1"],
  ['expect', '100-nothing'],
];
const junkBodies = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '0',
  '{"a":1,"a":2}',
  '\ufeff{}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{}}}',
  `{"n":${'9'.repeat(2_000)}}`,
  '{"\\u0000":1}',
  '\u0000',
  `"${'x'.repeat(900_000)}"`,
];
const junkIds = [
  '%00',
  '%ff',
  '%',
  '..',
  '.%2e',
  '1:2',
  "'",
  'x'.repeat(250),
  '%E0%A4%A',
  '%2F',
  '0',
  'null',
  '%0d%0aX:%20y',
  '%E2%80%AE',
];
const junkQueries = [
  '?',
  '?%',
  '?a[]=1',
  '?first=0',
  '?first=1e3',
  '?first=-1',
  '?after=%00',
  '?after=eyJhIjoxfQ',
  '?first=1&first=2',
  '?unknown=1',
  '?__proto__[x]=1',
];

/** Requests of all kinds for one operation: most get as far as its rules, some break at the door. */
export function draftsOf(
  operation: DocumentedOperation,
  given: { records: Records; policy: Policy },
): fc.Arbitrary<Draft> {
  const rate = fc.constantFrom(0, 0, 5, 30);
  return rate.chain((oddPercent) => {
    const setting: Setting = { operation, records: given.records, oddPercent };
    return fc
      .record({
        who: whoOf(operation, given.policy),
        path: pathOf(setting, operation),
        query: queryOf(setting, operation),
        headers: headersOf(setting, operation),
        junk: fc.oneof(
          { weight: 10, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.subarray([...junkHeaders], { maxLength: 2 }) },
        ),
        body: bodyOf(setting, operation),
        gateway: fc.boolean(),
      })
      .map(({ path, query, headers, junk, body, ...rest }) => ({
        ...rest,
        operation,
        path: `${path}${query}`,
        headers: { ...headers, ...Object.fromEntries(junk) },
        ...(body === undefined ? {} : { body }),
      }));
  });
}

/** The draft with an address and a token of somebody who may do it, mostly in the right place. */
export function toRequest({ platform, mint }: Stage, draft: Draft): Sent {
  const { operation, who, path, headers, body } = draft;
  const { service, method } = operation;
  const open = draft.gateway && path.startsWith('/v1/') && !who.startsWith('service:');
  const base = platform.urlOf(open ? 'gateway' : service);
  return {
    base,
    method,
    path: open ? `/api/${service}${path}` : path,
    headers: { ...tokenOf(mint, who, service), ...headers },
    ...(body === undefined ? {} : { body }),
  };
}

function tokenOf(mint: Stage['mint'], who: string, service: DocumentedOperation['service']): Record<string, string> {
  if (who === 'nobody') return {};
  if (who.startsWith('service:'))
    return { authorization: `Bearer ${mint.service(who.slice('service:'.length) as typeof service, service)}` };
  const [role, division = '', subject = ''] = who.split(' ');
  // Written by whoOf below.
  return { authorization: `Bearer ${mint.user(subject, [{ role: role as Role, division }])}` };
}

function whoOf({ id }: DocumentedOperation, policy: Policy): fc.Arbitrary<string> {
  const people = rolesOf(policy, id).flatMap((role) =>
    ['370102001000', '370102000000', '370100000000', '370000000000', '371721000000'].flatMap((division) =>
      ['fuzz-one', 'fuzz-two'].map((subject) => `${role} ${division} ${subject}`),
    ),
  );
  const all = [...people, ...servicesOf(policy, id).map((name) => `service:${name}`)];
  const rightful = all.length === 0 ? fc.constant('nobody') : fc.constantFrom(...all);
  const other = fc.constantFrom(
    'nobody',
    'AUDITOR 370000000000 fuzz-three',
    'service:gateway',
    'CITIZEN 370000000000 fuzz-four',
  );
  return fc.oneof({ weight: 15, arbitrary: rightful }, { weight: 1, arbitrary: other });
}

function pathOf(setting: Setting, operation: DocumentedOperation): fc.Arbitrary<string> {
  const parts = operation.path.split(/(\{[A-Za-z0-9]+\})/);
  const filled = parts.map((part, index) => {
    if (!part.startsWith('{')) return fc.constant(part);
    const name = part.slice(1, -1);
    const schema = operation.parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {
      type: 'string',
    };
    const before = parts[index - 1]?.split('/').findLast((word) => word !== '') ?? name;
    const good = valuesOf({ ...setting, oddPercent: 0 }, schema, name === 'id' ? before : name).map((one) =>
      encoded(String(one)),
    );
    return setting.oddPercent < 10
      ? good
      : fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...junkIds) });
  });
  return fc.tuple(...filled).map((words) => words.join(''));
}

function queryOf(setting: Setting, operation: DocumentedOperation): fc.Arbitrary<string> {
  const named = operation.parameters.filter((one) => one.in === 'query');
  const model = Object.fromEntries(named.map(({ name, schema }) => [name, valuesOf(setting, schema, name)]));
  const requiredKeys = named.filter(({ required }) => required).map(({ name }) => name);
  const good = fc.record(model, { requiredKeys }).map((query) => {
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(asText(value))}`);
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  });
  return setting.oddPercent < 10
    ? good
    : fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...junkQueries) });
}

function headersOf(
  { records }: Setting,
  { parameters, body }: DocumentedOperation,
): fc.Arbitrary<Record<string, string>> {
  const wanted = parameters.filter((one) => one.in === 'header');
  const cases = records.exactly('social-assistance', 'application').map(({ id }) => `social-assistance/${id}`);
  const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
    'Idempotency-Key': fc.uuid(),
    'If-Match': fc.constantFrom('"1"', '"2"', '"3"', '"7"'),
    'X-Case': fc.constantFrom(...cases, 'social-assistance/00000000-0000-4000-8000-000000000000'),
  };
  const model = Object.fromEntries(
    wanted.map(({ name, schema }) => [
      name.toLowerCase(),
      schema.enum === undefined ? (values[name] ?? fc.constant('x')) : fc.constantFrom(...schema.enum.map(String)),
    ]),
  );
  const type = body === undefined ? {} : { 'content-type': body.type };
  return fc.record(model).map((headers) => ({ ...type, ...headers }));
}

function bodyOf(setting: Setting, { body }: DocumentedOperation): fc.Arbitrary<string | undefined> {
  if (body === undefined) return fc.constant(undefined);
  const good = valuesOf(setting, body.schema, 'body').map((one) =>
    typeof one === 'string' && body.type !== 'application/json' ? one : (JSON.stringify(one) ?? ''),
  );
  return setting.oddPercent < 10
    ? good
    : fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...junkBodies) });
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
