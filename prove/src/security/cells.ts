import { randomUUID } from 'node:crypto';
import { type Role, roles, serviceNames } from '@mz/contracts';
import { cellBody } from './cell-bodies.ts';
import { isList } from './foreign-items.ts';
import type { DocumentedOperation } from './operations.ts';
import { type Asker, asRole, divisionIn, expectedAnswer, type Reach, relations } from './oracle.ts';
import type { Policy } from './policy.ts';
import type { RecordRow, Records } from './records.ts';
import type { Sent } from './send.ts';
import type { Stage } from './stage.ts';

/** One cell of the matrix: who asks for which operation on which record in which state, and what the policy says. */
export interface Cell {
  readonly operation: DocumentedOperation;
  readonly asker: Asker;
  readonly reach: Reach;
  readonly record?: RecordRow;
  readonly division: string;
  readonly expected: 'admitted' | 'refused';
}

const perState = 1;

/** Why each service reads personal data: its own work and no other's. */
const purposesOfServices: Readonly<Record<string, readonly string[]>> = {
  'social-assistance': ['ASSESS_BENEFIT'],
  'income-verification': ['VERIFY_MEANS'],
  payments: ['PAY'],
};

/** Operations that ask more of a role than the policy's table says, which may therefore refuse whom the table admits. */
export const finerRules: Readonly<Record<string, string>> = {
  'lifeEvents.report': 'which kinds of events a role may report stands in a table of its own (people.md §6)',
  'persons.correct': 'which fields a role may correct stands in a table of its own (people.md §7)',
  'applications.verificationBrief': 'a draft has no brief yet, and the service is not told that there is a draft',
  'auditTickets.report': 'a ticket shows a report to the auditor alone who asked for it (income-verification.md §9)',
  'reports.minePdf': 'a person reads the report on their own household only (income-verification.md §9)',
  'accessLedger.list': 'a citizen reads their own ledger only (people.md §8)',
  'censusBatches.step': 'each step of a batch is one office’s: county, city or province (place-names.md §7)',
  'censusBatches.return': 'a batch is given back by the office that looks at it in its state (place-names.md §7)',
  'censusRecords.return': 'a record is given back by the office that looks at it in its state (place-names.md §7)',
  'censusSamples.close': 'city and province each close the sample that they drew (place-names.md §7)',
  'contentPackages.content': 'what is not published yet is not told to be there (place-names.md §8.4)',
  'proposals.decide': 'which office decides is set by the level of the units (place-names.md §4.4)',
  'proposals.confirmDecision': 'which office decides is set by the level of the units (place-names.md §4.4)',
  'proposals.advance': 'each step of a proposal is one office’s (place-names.md §4.5)',
};

/** All cells of an operation: every role in every relation to a record of every state, every service, a partner, nobody. */
export function cellsOf(operation: DocumentedOperation, records: Records, policy: Policy): Cell[] {
  const found = recordsOf(operation, records);
  const reach: Reach = found.length === 0 ? 'caller' : 'record';
  const cell = (asker: Asker, division: string, record?: RecordRow): Cell => {
    const expected = expectedAnswer(policy, operation.id, asker, reach);
    return { operation, asker, reach, division, expected, ...(record === undefined ? {} : { record }) };
  };
  const roleNames = Object.keys(roles) as Role[];
  const byRole = found.flatMap((record) =>
    relations.flatMap((relation) => {
      const division = divisionIn(relation, record.divisionCode ?? '');
      if (division === undefined) return [];
      // Who has no right at all has none in any relation: two of them show it.
      const asked = roleNames.filter(
        (role) => relation === 'own' || relation === 'above' || isNamed(policy, operation, role),
      );
      return asked.map((role) => cell(asRole(role, relation), division, record));
    }),
  );
  // A list is asked for from places of every level as well: what it shows must lie inside.
  const places =
    isList(operation) && !asksForPlace(operation)
      ? ['370000000000', '371700000000', '370102000000', '371721101000']
      : ['370000000000'];
  const plain = places.flatMap((place) => roleNames.map((role) => cell(asRole(role, 'none'), place)));
  const [first] = found;
  const machines: Asker[] = [
    ...serviceNames.map((name) => ({ kind: 'service', name, relation: 'none' }) as const),
    { kind: 'partner', name: 'TAX', relation: 'none' },
    { kind: 'nobody', name: 'nobody', relation: 'none' },
  ];
  return [...(found.length === 0 ? plain : byRole), ...machines.map((asker) => cell(asker, '370000000000', first))];
}

/** The request of a cell, with a token for just this asker. */
export function cellRequest({ platform, mint }: Stage, cell: Cell, subject: string): Sent {
  const { operation, asker, record, division } = cell;
  const { service, method } = operation;
  const query = operation.parameters.filter((one) => one.in === 'query' && one.required);
  const given = query.map(({ name, schema }) => {
    // A comparison is asked for with the record itself, which is there.
    const value = name === 'with' ? (record?.id ?? randomUUID()) : exampleOf(name, schema.enum?.[0]);
    return `${name}=${encodeURIComponent(value)}`;
  });
  const path = operation.path
    .replace(/\{[A-Za-z0-9]+\}/, record?.id ?? randomUUID())
    .replaceAll(/\{[A-Za-z0-9]+\}/g, randomUUID());
  return {
    base: platform.urlOf(service),
    method,
    path: given.length === 0 ? path : `${path}?${given.join('&')}`,
    headers: { ...credentials(mint, asker, { division, service, subject }), ...headersOf(operation, asker, record) },
    ...(operation.body === undefined
      ? {}
      : { body: cellBody(operation, { purpose: purposesOfServices[asker.name]?.[0], record }) }),
  };
}

/** A list of one place that the question names: who asks for another is refused, and the cells would say nothing new. */
function asksForPlace({ parameters }: DocumentedOperation): boolean {
  return parameters.some(({ name, required }) => name === 'divisionCode' && required === true);
}

function isNamed(policy: Policy, { id }: DocumentedOperation, role: Role): boolean {
  return policy.get(id)?.includes(role) ?? false;
}

/** Rows of the table that the path names, one a state, whose division is known. */
function recordsOf({ service, path }: DocumentedOperation, records: Records): RecordRow[] {
  const word = /\/([a-z-]+)\/\{id\}/.exec(path)?.[1];
  if (word === undefined || service === 'identity') return [];
  const placed = records.exactly(service, word).filter(({ divisionCode }) => divisionCode !== null);
  return [...Map.groupBy(placed, ({ state }) => state).values()].flatMap((rows) => rows.slice(0, perState));
}

function credentials(
  mint: Stage['mint'],
  { kind, name }: Asker,
  place: { division: string; service: DocumentedOperation['service']; subject: string },
): Record<string, string> {
  switch (kind) {
    case 'nobody':
      return {};
    case 'partner':
      return { authorization: `Bearer ${mint.partner(name)}` };
    case 'service':
      return { authorization: `Bearer ${mint.service(name as typeof place.service, place.service)}` };
    case 'role':
      return {
        authorization: `Bearer ${mint.user(place.subject, [{ role: name as Role, division: place.division }], randomUUID())}`,
      };
  }
}

/** A purpose that both operation and role know, a version, a key: so that the place alone decides. */
function headersOf(
  { parameters, body }: DocumentedOperation,
  asker: Asker,
  record?: RecordRow,
): Record<string, string> {
  const own: readonly string[] =
    asker.kind === 'role' ? roles[asker.name as Role].purposes : (purposesOfServices[asker.name] ?? []);
  const values = parameters.flatMap(({ name, in: where, schema }): [string, string][] => {
    if (where !== 'header') return [];
    const named = (schema.enum ?? []).map(String);
    const value = {
      'Idempotency-Key': randomUUID(),
      'If-Match': `"${record?.version ?? 1}"`,
      'X-Case': `social-assistance/${randomUUID()}`,
      'X-Purpose': named.find((one) => own.includes(one)) ?? named[0],
    }[name];
    return value === undefined ? [] : [[name.toLowerCase(), value]];
  });
  return { ...Object.fromEntries(values), ...(body === undefined ? {} : { 'content-type': body.type }) };
}

function exampleOf(name: string, first: unknown): string {
  if (first !== undefined) return String(first);
  if (/month/i.test(name)) return '2014-06';
  if (/division|parent|code/i.test(name)) return '370102000000';
  if (/asOf|day|on$|from|to$/i.test(name)) return '2014-06-01';
  return /id$/i.test(name) ? randomUUID() : '1';
}
