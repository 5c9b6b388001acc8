import { listLedgerRoots } from '@mz/contracts';
import {
  createSealer,
  currentSigner,
  type ExchangeRoot,
  type LedgerCopy,
  publicKeySet,
  rootHash,
  verifyLedgers,
} from '@mz/crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { sealLedger } from '../src/exchange/sealer.ts';
import { callAs, type PartnerClient } from './partner.ts';

let iv: TestService<DB, AppKit['config']>;
let tax: PartnerClient;
let aic: PartnerClient;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  const { id, privateKey } = currentSigner(iv.kit.keys, 'signing/agency-simulator');
  tax = { keyId: `TAX/${id}`, privateKey };
  aic = { keyId: `AIC/${id}`, privateKey };
});
afterAll(() => iv?.stop());

const get = async (client: PartnerClient, path: string) => (await callAs(iv, client, `/exchange/v1/${path}`)).body;
const countersign = (client: PartnerClient, body: object) =>
  callAs(iv, client, '/exchange/v1/ledger/countersignatures', { method: 'POST', body });
const sealed = (): Promise<{ partner_code: string; sequence: number }[]> =>
  iv.rows('select partner_code, sequence from exchange_seal order by partner_code, sequence');

/** A transaction of another test's database that is still running holds the sealer up. */
const allSealed = (): Promise<void> =>
  vi.waitFor(
    async () => {
      await sealLedger(iv.kit, iv.kit.system('exchange.seal'));
      const open =
        'select from exchange_message m where not exists (select from exchange_seal where message_seq = m.seq)';
      expect(await iv.rows(open)).toEqual([]);
    },
    { timeout: 60_000 },
  );

async function rootOf(client: PartnerClient, day: string): Promise<ExchangeRoot> {
  const { roots } = await get(client, 'ledger/roots');
  const root = roots.find((one: ExchangeRoot) => one.day === day);
  if (root === undefined) throw new Error(`no root of ${day}`);
  return root;
}

describe('the exchange ledger', () => {
  test('each partner has a chain of its own, without gaps; writers do not wait for it', async () => {
    for (const client of [tax, aic, tax]) await get(client, 'grants');
    expect(await sealed()).toEqual([]);
    await allSealed();
    await iv.setToday('2014-04-29');
    const of = (code: string) => [1, 2, 3, 4].map((sequence) => ({ partner_code: code, sequence }));
    expect(await sealed()).toEqual([...of('AIC').slice(0, 2), ...of('TAX')]);
  });

  test('the day that has ended has a signed root, which the partner countersigns; once, and only as it stands', async () => {
    const root = await rootOf(tax, '2014-04-28');
    expect(root).toMatchObject({ partner: 'TAX', upToSequence: 4, count: 4 });
    const own = createSealer(iv.kit.keys, 'signing/agency-simulator');
    const signature = own.seal(rootHash(root));
    const wrong = await countersign(tax, { day: '2014-04-28', signature: own.seal('0'.repeat(64)) });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'COUNTERSIGNATURE_INVALID']);
    const unknown = await countersign(tax, { day: '2014-04-27', signature });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'LEDGER_ROOT_UNKNOWN']);
    expect((await countersign(tax, { day: '2014-04-28', note: 1 })).body.code).toBe('INPUT_INVALID');
    expect(await iv.rows('select from exchange_countersignature')).toEqual([]);
    expect((await countersign(tax, { day: '2014-04-28', signature })).status).toBe(201);
    expect((await countersign(tax, { day: '2014-04-28', signature })).status).toBe(201);
    expect(await rootOf(tax, '2014-04-28')).toMatchObject({ countersignature: signature });
    expect(await iv.rows("select from audit_log where action = 'exchangeLedger.countersign'")).toHaveLength(2);
    const token = await iv.token({ role: 'AUDITOR' });
    const { body } = await iv.call(listLedgerRoots, { token, query: { partnerCode: 'TAX', from: '2014-04-28' } });
    expect(body.items).toMatchObject([{ partnerCode: 'TAX', countersigned: true }]);
    expect((await iv.call(listLedgerRoots, { query: {} })).status).toBe(401);
  });

  test('what a partner fetches holds by verify-exchange; a row that was altered in the database is named', async () => {
    const copy = async (): Promise<LedgerCopy> => {
      const [{ roots }, { entries }] = [
        await get(tax, 'ledger/roots'),
        await get(tax, 'ledger/entries?day=2014-04-28'),
      ];
      return { partner: 'TAX', entries, roots };
    };
    const keys = {
      platform: await get(tax, 'keys'),
      partner: publicKeySet(iv.kit.keys, ['signing/agency-simulator']),
    };
    const honest = await copy();
    expect(verifyLedgers(honest, honest, keys)).toEqual({ ok: true, entries: 4, rooted: 4, countersigned: 1 });
    await iv.rows(
      `update exchange_message set sha256 = repeat('f', 64) where seq = (select message_seq from exchange_seal
        where partner_code = 'TAX' and sequence = 3)`,
    );
    expect(verifyLedgers(await copy(), honest, keys)).toMatchObject({
      ok: false,
      faults: [{ kind: 'ALTERED', side: 'OURS', sequence: 3 }],
    });
  });

  test('without a day, what no root covers yet; an unknown day is LEDGER_ROOT_UNKNOWN', async () => {
    await get(aic, 'grants');
    await allSealed();
    const { entries } = await get(aic, 'ledger/entries');
    expect(entries.slice(0, 2)).toMatchObject([
      { sequence: 3, direction: 'IN', kind: 'GRANTS' },
      { sequence: 4, direction: 'OUT', kind: 'GRANTS_ANSWER' },
    ]);
    expect(await get(aic, 'ledger/entries?day=2014-04-01')).toMatchObject({ code: 'LEDGER_ROOT_UNKNOWN' });
  });

  test('the service itself may add to the ledger and do nothing else', async () => {
    const rights = await iv.rows<{ table_name: string; privilege_type: string }>(
      `select table_name, privilege_type from information_schema.role_table_grants where grantee like '%app'
         and table_name in ('exchange_message', 'exchange_seal', 'exchange_root', 'exchange_countersignature')`,
    );
    expect(new Set(rights.map(({ privilege_type }) => privilege_type))).toEqual(new Set(['INSERT', 'SELECT']));
    expect(rights).toHaveLength(8);
  });
});
