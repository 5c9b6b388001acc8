import { randomUUID } from 'node:crypto';
import { agencies, agreedRows } from '@mz/agencies';
import { AgencyAnswer, type AgencyItemCode, agencyRows } from '@mz/contracts';
import { currentSigner, memoryKeyProvider, signRequest } from '@mz/crypto';
import { agencyRecords, createPopulation, type Person } from '@mz/population';
import { startTestService, type TestService } from '@mz/testing';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';

const asOf = '2014-04-28';
const size = {
  households: 900,
  divisions: ['370102001002', '370102001003', '371721101200', '371721101201'],
};
let simulator: Pick<TestService, 'stop'>;
let base: string;
// The keys of a test run are derived from one seed, so each side has them.
const keys = memoryKeyProvider('tests');
const registers = createPopulation('shandong-2014', size).persons.map((person) => ({
  person,
  records: agencyRecords(person, asOf) as unknown as Readonly<Record<string, readonly object[]>>,
}));

beforeAll(async () => {
  const config = { populationHouseholds: size.households, populationDivisions: size.divisions };
  const started = await startTestService(service, { config });
  base = await started.service.listen();
  simulator = started as never;
});
afterAll(() => simulator?.stop());

async function ask(agencyCode: string, item: string, { idNo, name }: Person): Promise<AgencyAnswer> {
  const signer = currentSigner(keys, 'signing/income-verification');
  const created = new Date();
  const query = { ref: randomUUID(), purpose: 'DIBAO', item, idNo, name, from: '2013-10-01', to: asOf };
  const request = {
    method: 'POST',
    url: `${base}/agencies/${agencyCode}/queries`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
  };
  const expires = new Date(created.getTime() + 60_000);
  const headers = signRequest({
    ...{ ...request, keyId: signer.id, privateKey: signer.privateKey, created, expires, nonce: randomUUID() },
  });
  const response = await fetch(request.url, { ...request, headers });
  return Value.Parse(AgencyAnswer, await response.json());
}

function isItem(item: string): item is AgencyItemCode {
  return Object.hasOwn(agencyRows, item);
}

const outside = agencies()
  .all.filter(({ answeredBy }) => answeredBy === undefined)
  .flatMap(({ code, items }) => Object.entries(items).map(([item, { fields }]) => [code, item, fields] as const));

describe('every agency answers every item of §4', () => {
  test.each(outside)(
    '%s %s: rows in its own words that its mapping turns into agreed ones',
    async (code, item, fields) => {
      const known = registers.find(({ person, records }) => {
        const covered = item !== 'REAL_ESTATE' || person.hukouKind === 'NON_AGRI';
        return covered && (records[item]?.length ?? 0) > 0;
      });
      if (known === undefined) throw new Error(`nobody of the population is in the register of ${item}`);
      const answer = await ask(code, item, known.person);
      expect(answer.outcome).toBe('HIT');
      const held = known.records[item] ?? [];
      expect(answer.rows.length).toBe(held.length);
      if (fields !== undefined) expect(answer.rows).not.toEqual(held);
      const agreed = agreedRows(code, item, answer.rows);
      expect(agreed).toEqual(held);
      if (!isItem(item)) throw new Error(`${item} has no agreed row`);
      for (const row of agreed) expect(Value.Check(agencyRows[item], row), JSON.stringify(row)).toBe(true);
    },
  );

  test('a person whom a register does not hold is NO_RECORD there', async () => {
    const none = registers.find(({ records }) => records.CERT?.length === 0)?.person;
    if (none === undefined) throw new Error('everybody has a certificate');
    expect(await ask('DISABLED_FED', 'CERT', none)).toMatchObject({ outcome: 'NO_RECORD', rows: [] });
  });
});
