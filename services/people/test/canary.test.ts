import {
  correctPerson,
  disclosePersons,
  findPersons,
  getPerson,
  listAccess,
  listMatches,
  listTasks,
  type Operation,
  personFacts,
  previewMerge,
  proposeMerge,
  recordKinship,
  registerPerson,
  reportLifeEvent,
  resolvePersons,
} from '@mz/contracts';
import { permissionCells } from '@mz/service-kit';
import { describe, expect, it } from 'vitest';
import { permissions } from '../src/permissions.ts';
import { operationsOfPeople, otherOperations, type Recorded, recording } from './canary-calls.ts';
import { aBody, county, type People, startPeople } from './fixtures.ts';
import { startHolders } from './holders.ts';

const idNo = '370900198203109030';
const clear = new RegExp(`${idNo}|张伟|13800001234|泉城路`);

describe('the canary', () => {
  it('finds no identity number, name or phone in answers, events, errors, audit, ledger, log or any stored column', async () => {
    const holders = await startHolders();
    const people = await startPeople({ urls: holders.urls });
    try {
      const record = recording(people);
      const said = await liveThrough(record);
      const kept = await everythingStored(people);
      // An operation that is new must be called here too.
      expect([...record.called].sort()).toEqual(operationsOfPeople());
      expect([...said, ...record.said].filter((text) => clear.test(text))).toEqual([]);
      expect(kept.length).toBeGreaterThan(10);
      expect(kept.filter((text) => clear.test(text))).toEqual([]);
    } finally {
      await people.stop();
      await holders.stop();
    }
  });
});

/** Everything that people may be shown, refusals among it; the case handler's own view is left out, for it has the name. */
async function liveThrough(record: Recorded): Promise<string[]> {
  const { people } = record;
  const body = { ...aBody(idNo), residenceAddress: '泉城路 1 号' };
  const registered = await people.register(body);
  const { personId } = registered.body;
  const caseId = await people.openCase([personId]);
  const supervisor = await people.token({ role: 'CITY_SUPERVISOR' });
  const params = { id: personId };
  const answers = [
    registered,
    await people.register(body),
    await people.register({ ...body, name: '张玮' }),
    await people.register({ ...body, idNo: `${idNo.slice(0, 17)}1` }),
    await people.register({ ...body, phone: `${idNo}` }),
    await people.register({ ...body, sex: '7' }),
    await people.register({ ...body, idType: 'HUKOU_BOOK_ONLY', idNo: undefined }),
    await people.call(getPerson, { token: supervisor, purpose: 'SUPERVISE', caseId, params }),
    await people.call(getPerson, { token: supervisor, purpose: 'SUPERVISE', params: { id: idNo }, caseId }),
    await people.call(personFacts, {
      token: await people.serviceToken('payments'),
      body: { personIds: [personId], caseId },
    }),
    await people.call(disclosePersons, {
      token: await people.serviceToken('payments'),
      body: { personIds: [personId], fields: ['birthDate', 'lifeStatus'], purpose: 'PAY', basisId: 'batch' },
    }),
    await people.call(resolvePersons, {
      token: await people.serviceToken('income-verification'),
      body: { subjects: [{ idNo, name: '张伟' }], basisId: 'canary' },
    }),
    await people.call(reportLifeEvent, {
      token: people.acceptor,
      body: { kind: 'DEATH', personId, eventDate: '2014-04-01', source: 'PSB_CANCEL', matchedBy: 'NUMBER' },
    }),
    await people.register({ ...body, idType: 'HUKOU_BOOK_ONLY', idNo: undefined, newPersonReason: '另一人' }),
    ...(await searchAndMerge(people, personId)),
    await people.call(listTasks, { token: people.acceptor }),
    await people.call(listAccess, { token: await people.token({ role: 'AUDITOR' }), params }),
  ];
  await otherOperations(record, personId);
  return [
    ...answers.map((answer) => JSON.stringify(answer)),
    ...(await people.published()).map((one) => JSON.stringify(one)),
  ];
}

/** What is said of a person who is searched, matched, merged and corrected. */
async function searchAndMerge(people: People, personId: string) {
  const token = await people.token({ role: 'COUNTY_REVIEWER', division: county });
  const purpose = 'REGISTER_EVENT';
  const caseId = await people.openCase([]);
  const named = await people.openCase([personId]);
  const kept = await people.aPerson();
  const pair = { kept, dropped: personId };
  return [
    await people.call(findPersons, { token, purpose, caseId, body: { idNo } }),
    await people.call(findPersons, { token, purpose, caseId, body: { idNo: `${idNo.slice(0, 17)}1` } }),
    await people.call(findPersons, { token, purpose, caseId, body: { name: '张伟', birthDate: '1982-03-10' } }),
    await people.call(listMatches, { token, purpose }),
    await people.call(previewMerge, { token, purpose, body: pair }),
    await people.call(proposeMerge, { token, purpose, body: { ...pair, reason: '疑似同一人' } }),
    await people.call(correctPerson, {
      token,
      purpose,
      caseId: named,
      params: { id: personId },
      version: 9,
      body: { field: 'idNo', value: idNo, reason: '登记有误', source: 'COURT', documentSha256: '0'.repeat(64) },
    }),
  ];
}

async function everythingStored(people: People): Promise<string[]> {
  const tables = await people.rows<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await people.rows<{ text: string }>(`select t::text as text from "${name}" t`);
    // A row as text shows bytea in hex: a clear value would show as its bytes.
    for (const { text } of rows) texts.push(text, decodeHex(text));
  }
  return texts;
}

function decodeHex(text: string): string {
  return [...text.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString()).join(' ');
}

describe('permissions', () => {
  it('every role and service is admitted exactly where the table says', () => {
    const operations: Operation[] = [
      registerPerson,
      getPerson,
      disclosePersons,
      personFacts,
      recordKinship,
      reportLifeEvent,
      listTasks,
      listAccess,
      findPersons,
      listMatches,
      proposeMerge,
      correctPerson,
    ];
    const services = ['social-assistance', 'income-verification', 'payments', 'gateway', 'place-names'] as const;
    const allowed = permissionCells(operations, permissions, services)
      .filter(({ allow }) => allow)
      .map(({ operationId, caller }) => `${operationId} ${'role' in caller ? caller.role : caller.service}`);
    expect(allowed.filter((cell) => cell.startsWith('persons.register'))).toEqual([
      'persons.register VILLAGE_ASSISTANT',
      'persons.register TOWNSHIP_ACCEPTOR',
      'persons.register COUNTY_REVIEWER',
    ]);
    expect(allowed.filter((cell) => cell.startsWith('persons.disclose'))).toEqual([
      'persons.disclose income-verification',
      'persons.disclose payments',
    ]);
    expect(allowed.filter((cell) => cell.startsWith('persons.facts'))).toEqual([
      'persons.facts social-assistance',
      'persons.facts income-verification',
      'persons.facts payments',
    ]);
    expect(allowed.filter((cell) => /^(persons.find|matches.list|merges.propose|persons.correct)/.test(cell))).toEqual([
      'persons.find TOWNSHIP_CLERK',
      'persons.find TOWNSHIP_ACCEPTOR',
      'persons.find COUNTY_REVIEWER',
      'persons.find CITY_SUPERVISOR',
      'persons.find AUDITOR',
      'matches.list COUNTY_REVIEWER',
      'matches.list CITY_SUPERVISOR',
      'matches.list AUDITOR',
      'merges.propose COUNTY_REVIEWER',
      'persons.correct TOWNSHIP_ACCEPTOR',
      'persons.correct COUNTY_REVIEWER',
    ]);
    expect(allowed.filter((cell) => cell.startsWith('accessLedger'))).toEqual([
      'accessLedger.list AUDITOR',
      'accessLedger.list CITIZEN',
    ]);
    expect(allowed.filter((cell) => /(IDENTITY_ADMIN|PLATFORM_OPERATOR|gateway|place-names)$/.test(cell))).toEqual([]);
  });
});
