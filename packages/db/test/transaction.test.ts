import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transaction } from '../src/index.ts';
import { jinan, openShop, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

beforeAll(async () => {
  shop = await openShop(2);
});
afterAll(() => shop.close());
beforeEach(() => shop.admin('truncate cases, case_notes, audit_rows'));

const stored = async () => (await shop.admin('select id from cases order by id')).map(({ id }) => id);
const inUse = () => shop.db.stats().pipelined.total - shop.db.stats().pipelined.idle;

describe('transaction', () => {
  test('commits what fn wrote and gives its answer', async () => {
    const answer = await transaction(shop.db, jinan, async (trx) => {
      await trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102', amountFen: 5 }).execute();
      return trx.selectFrom('cases').select('amountFen').executeTakeFirstOrThrow();
    });
    expect(answer).toEqual({ amountFen: 5 });
    expect(await stored()).toEqual(['c1']);
    expect(inUse()).toBe(0);
  });

  test('counts the rows that an update touched', async () => {
    const result = await transaction(shop.db, jinan, async (trx) => {
      await trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute();
      return trx.updateTable('cases').set({ amountFen: 7 }).executeTakeFirstOrThrow();
    });
    expect(result.numUpdatedRows).toBe(1n);
  });

  test('rolls back what fn wrote when it throws, and hands on its error', async () => {
    const refusal = new Error('refused by a rule');
    const work = transaction(shop.db, jinan, async (trx) => {
      await trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute();
      throw refusal;
    });
    await expect(work).rejects.toBe(refusal);
    expect(await stored()).toEqual([]);
    expect(inUse()).toBe(0);
  });

  test('statements started together run in one exchange; the first failure undoes all', async () => {
    const work = transaction(shop.db, jinan, async (trx) => {
      await Promise.all([
        trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute(),
        trx.insertInto('caseNotes').values({ caseId: 'none', body: 'x' }).execute(),
        trx.insertInto('auditRows').defaultValues().execute(),
      ]);
    });
    await expect(work).rejects.toMatchObject({ kind: 'FOREIGN_KEY_VIOLATION', constraint: 'case_notes_case_fk' });
    expect(await stored()).toEqual([]);
    expect(inUse()).toBe(0);
  });

  test('a swallowed failure cannot commit', async () => {
    const work = transaction(shop.db, jinan, async (trx) => {
      await trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute();
      await trx
        .insertInto('cases')
        .values({ id: 'c2', divisionCode: '370202' })
        .execute()
        .catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ kind: 'TRANSACTION_ABORTED' });
    expect(await stored()).toEqual([]);
  });

  test('a statement started after the end is refused', async () => {
    const late = await transaction(shop.db, jinan, async (trx) => () => trx.selectFrom('cases').selectAll().execute());
    await expect(late()).rejects.toThrow(/after its transaction had ended/);
  });

  test('the next user of the connection starts without a scope', async () => {
    await transaction(shop.db, jinan, async (trx) => {
      await trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute();
    });
    expect(await shop.db.kysely.selectFrom('cases').selectAll().execute()).toEqual([]);
  });

  test('a lost connection is destroyed and the pool goes on', async () => {
    const work = transaction(shop.db, jinan, async (trx) => {
      const { pid } = await trx
        .selectNoFrom((eb) => eb.fn<number>('pg_backend_pid', []).as('pid'))
        .executeTakeFirstOrThrow();
      await shop.admin(`select pg_terminate_backend(${pid})`);
      await trx.selectFrom('cases').selectAll().execute();
    });
    await expect(work).rejects.toMatchObject({ kind: 'CONNECTION_LOST' });
    expect(inUse()).toBe(0);
    await expect(shop.db.ping()).resolves.toBeUndefined();
  });

  test('the application role can neither change the schema nor rewrite an append-only table', async () => {
    const ddl = transaction(shop.db, jinan, (trx) => trx.schema.createTable('x').addColumn('a', 'text').execute());
    await expect(ddl).rejects.toMatchObject({ sqlState: '42501' });
    await transaction(shop.db, jinan, (trx) => trx.insertInto('auditRows').defaultValues().execute());
    const rewrite = transaction(shop.db, jinan, (trx) => trx.deleteFrom('auditRows').execute());
    await expect(rewrite).rejects.toMatchObject({ sqlState: '42501' });
  });
});
