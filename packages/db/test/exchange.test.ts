import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pipelined, prepared, preparedShapes, transaction, transactionOf } from '../src/index.ts';
import { jinan, openShop, type ShopDatabase } from './shop.ts';

let shop: ShopDatabase;

// One connection: what a message leaves behind on it meets the next one.
beforeAll(async () => {
  shop = await openShop(1);
});
afterAll(() => shop.close());
beforeEach(() => shop.admin('truncate cases, case_notes, audit_rows'));

const addCase = (id: string, amountFen = 0) =>
  shop.db.kysely.insertInto('cases').values({ id, divisionCode: '370102', amountFen });
const stored = async () => (await shop.admin('select id from cases order by id')).map(({ id }) => id);

/** The messages that a piece of work sends: each ends with one Sync. */
async function messagesOf(work: () => Promise<unknown>): Promise<number> {
  const client = await shop.db.pool.connect();
  const { stream } = client.connection;
  const write = stream.write.bind(stream);
  let syncs = 0;
  stream.write = ((...args: Parameters<typeof write>) => {
    const [sent] = args;
    if (Buffer.isBuffer(sent) && sent.length === 5 && sent[0] === 'S'.charCodeAt(0)) syncs += 1;
    return write(...args);
  }) as typeof stream.write;
  client.release();
  await work();
  stream.write = write;
  return syncs;
}

describe('one message', () => {
  test('is a whole read or write of `pipelined`, also the first time', async () => {
    const counted = sql`select count(*) from cases where id <> 'never asked before'`.compile(shop.db.kysely);
    for (let time = 0; time < 2; time += 1)
      expect(await messagesOf(() => pipelined(shop.db, jinan, [addCase(`c${time}`, time), counted]))).toBe(1);
    expect(await stored()).toEqual(['c0', 'c1']);
  });

  test('opens a transaction with its first statements, another ends it with its last ones', async () => {
    const work = () =>
      transactionOf(shop.db, jinan, {
        run: (trx) => trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute(),
        last: () => [shop.db.kysely.insertInto('caseNotes').values({ caseId: 'c1', body: 'x' }).compile()],
      });
    expect(await messagesOf(work)).toBe(2);
    expect(await shop.admin('select body from case_notes')).toEqual([{ body: 'x' }]);
  });
});

describe('values and rows of a message', () => {
  test('arrays keep what they hold, whatever stands in it', async () => {
    const texts = ['plain', 'a "quoted" one', 'back\\slash', '逗号,和{括号}', '', 'null', null];
    const bytes = [Buffer.from([0, 255, 92]), Buffer.from('')];
    const query = sql<Record<string, unknown>>`select ${texts}::text[] as texts, ${bytes}::bytea[] as bytes,
      ${[1, 2]}::bigint[] as numbers, ${[]}::uuid[] as none, ${[[1, 2], [3, 4]]}::int[][] as nested,
      ${[{ a: '"' }].map((one) => JSON.stringify(one))}::jsonb[] as facts`.compile(shop.db.kysely);
    for (let time = 0; time < 2; time += 1) {
      const [[row]] = await pipelined(shop.db, jinan, [query]);
      expect(row).toEqual({
        texts,
        bytes,
        numbers: [1, 2],
        none: [],
        nested: [
          [1, 2],
          [3, 4],
        ],
        facts: [{ a: '"' }],
      });
    }
  });

  test('a command whose tag is two words changes no rows', async () => {
    const [none, noted] = await transaction(shop.db, jinan, async (trx) => {
      await trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute();
      return Promise.all([
        sql`set constraints all immediate`.execute(trx),
        sql`update cases set amount_fen = 1`.execute(trx),
      ]);
    });
    expect([none.numAffectedRows, noted.numAffectedRows]).toEqual([0n, 1n]);
  });

  test('columns that change under a statement are read anew or refused, never mistaken', async () => {
    await shop.admin('create table shapes (first text, second text); grant select on shapes to mz_dbtest_app');
    await shop.admin(`insert into shapes values ('a', 'b')`);
    const all = sql<Record<string, unknown>>`select * from shapes`.compile(shop.db.kysely);
    expect((await pipelined(shop.db, jinan, [all]))[0]).toEqual([{ first: 'a', second: 'b' }]);
    await shop.admin('alter table shapes drop column first');
    const again = pipelined(shop.db, jinan, [all]).then(
      ([rows]) => rows,
      (error: { sqlState?: string }) => error.sqlState,
    );
    // Refused when it has a name, which the first thousand texts of a process have.
    expect([[{ second: 'b' }], '0A000']).toContainEqual(await again);
  });
});

describe('a statement that fails', () => {
  test('leaves the rows of those before it, and those behind it fail with it', async () => {
    let seen: PromiseSettledResult<unknown>[] = [];
    const work = transaction(shop.db, jinan, async (trx) => {
      seen = await Promise.allSettled([
        sql`select 1 as one`.execute(trx),
        sql`select 1 / (select count(*) from cases)`.execute(trx),
        trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute(),
      ]);
    });
    await expect(work).rejects.toMatchObject({ kind: 'TRANSACTION_ABORTED' });
    expect(seen).toMatchObject([
      { status: 'fulfilled', value: { rows: [{ one: 1 }] } },
      { status: 'rejected', reason: { sqlState: '22012' } },
      { status: 'rejected', reason: { sqlState: '22012' } },
    ]);
    expect(await stored()).toEqual([]);
  });

  test('at the end of a transaction undoes all of it and leaves the client good', async () => {
    const orphan = shop.db.kysely.insertInto('caseNotes').values({ caseId: 'nobody', body: 'late' });
    const work = transactionOf(shop.db, jinan, {
      run: (trx) => trx.insertInto('cases').values({ id: 'c1', divisionCode: '370102' }).execute(),
      last: () => [orphan.compile(), addCase('c2', 2).compile()],
    });
    await expect(work).rejects.toMatchObject({ kind: 'FOREIGN_KEY_VIOLATION' });
    expect(await stored()).toEqual([]);
    expect(shop.db.stats().pipelined).toMatchObject({ total: 1, idle: 1 });
    await pipelined(shop.db, jinan, [addCase('c3')]);
    expect(await stored()).toEqual(['c3']);
  });

  test('at the end without a transaction of its own, when a deferred key is checked, keeps nothing', async () => {
    await shop.admin('alter table case_notes alter constraint case_notes_case_fk deferrable initially deferred');
    const orphan = shop.db.kysely.insertInto('caseNotes').values({ caseId: 'nobody', body: 'deferred' });
    await expect(pipelined(shop.db, jinan, [addCase('c1'), orphan])).rejects.toMatchObject({
      kind: 'FOREIGN_KEY_VIOLATION',
    });
    await shop.admin('alter table case_notes alter constraint case_notes_case_fk not deferrable');
    expect(await stored()).toEqual([]);
    await pipelined(shop.db, jinan, [addCase('c2')]);
    expect(await stored()).toEqual(['c2']);
  });

  test('is known or forgotten by its name as the server has it, whichever way it is sent next', async () => {
    const noted = (body: string) =>
      shop.db.kysely.insertInto('caseNotes').values({ caseId: 'c1', body }).returning('body as fresh');
    const skipped = sql`select 'skipped the first time' as said`.compile(shop.db.kysely);
    // The first time it fails when it runs: the server knows it, and has never seen the one behind it.
    await expect(pipelined(shop.db, jinan, [noted('a'), skipped])).rejects.toThrow(/FOREIGN_KEY/);
    await pipelined(shop.db, jinan, [addCase('c1')]);
    expect((await pipelined(shop.db, jinan, [noted('b'), skipped]))[0]).toEqual([{ fresh: 'b' }]);
    expect(await noted('c').execute()).toEqual([{ fresh: 'c' }]);
    await shop.admin('truncate cases, case_notes');
    await expect(noted('d').execute()).rejects.toThrow(/FOREIGN_KEY/);
    await pipelined(shop.db, jinan, [addCase('c1')]);
    expect((await pipelined(shop.db, jinan, [noted('e'), skipped]))[1]).toEqual([{ said: 'skipped the first time' }]);
  });
});

describe('prepared', () => {
  test('is compiled once and takes its values at each call', async () => {
    const byId = prepared<{ id: string; amountFen: number }, [id: string]>(
      shop.db.kysely.selectFrom('cases').select(['id', 'amountFen']).where('id', '=', ''),
    );
    await pipelined(shop.db, jinan, [addCase('c1', 5), addCase('c2', 6)]);
    expect(await pipelined(shop.db, jinan, [byId('c2'), byId('c1')])).toEqual([
      [{ id: 'c2', amountFen: 6 }],
      [{ id: 'c1', amountFen: 5 }],
    ]);
  });

  test('refuses another number of values than it has places', () => {
    const byId = prepared<unknown, readonly string[]>(shop.db.kysely.selectFrom('cases').where('id', '=', ''));
    expect(() => byId('c1', 'c2')).toThrow(/1 placeholders was given 2/);
  });

  test('has one text for each set of filters', async () => {
    const found = preparedShapes<{ id: string }, 'id' | 'amountFen'>((has) => {
      let query = shop.db.kysely.selectFrom('cases').select('id').orderBy('id');
      if (has('id')) query = query.where('id', '=', '');
      if (has('amountFen')) query = query.where('amountFen', '=', 0);
      return query;
    });
    await pipelined(shop.db, jinan, [addCase('c1', 5), addCase('c2', 6)]);
    const ids = async (filters: Parameters<typeof found>[0]) =>
      (await pipelined(shop.db, jinan, [found(filters)]))[0].map(({ id }) => id);
    expect(await ids({})).toEqual(['c1', 'c2']);
    expect(await ids({ id: undefined, amountFen: 6 })).toEqual(['c2']);
    expect(await ids({ id: 'c1', amountFen: 6 })).toEqual([]);
    expect(await ids({ id: 'c1', amountFen: 5 })).toEqual(['c1']);
  });
});
