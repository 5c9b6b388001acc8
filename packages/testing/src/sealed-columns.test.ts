import { loadDefinition, presentServices } from '@mz/dev-stack';
import { sealedColumnsOf } from '@mz/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestService, type TestService } from './index.ts';

// Bytes that no key of the provider encrypts: keyed hashes, what stands under the data key of a
// request, and packed lines of a load, which hold references only.
const hashes = /(_index|_hash|\.fingerprint|\.person_hash)$/;
const otherwise = [
  'answer.sealed_rows',
  'identity_copy.sealed_identity',
  'letter.text_sealed',
  'letter_reply.sealed_rows',
  'load_chunk.bad_lines',
  'load_chunk.refs',
  'quarantined_answer.sealed_body',
];

describe.each(presentServices().filter((name) => !['gateway', 'agency-simulator'].includes(name)))('%s', (name) => {
  let started: TestService;
  beforeAll(async () => {
    started = (await startTestService(await loadDefinition(name))) as TestService;
  });
  afterAll(() => started?.stop());

  test('every encrypted column is declared, with its primary key, so that a turn of the key reaches it', async () => {
    const columns = sealedColumnsOf(await loadDefinition(name));
    const stored = await started.rows<{ name: string }>(`
      select table_name || '.' || column_name as name from information_schema.columns
      join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and data_type = 'bytea' order by 1`);
    const sealed = stored.map((column) => column.name).filter((one) => !hashes.test(one));
    const declared = columns.map(({ table, column }) => `${table}.${column}`);
    expect(sealed.filter((one) => !otherwise.includes(one))).toEqual([...declared].sort());
    for (const { table, key } of columns) {
      const [found] = await started.rows<{ columns: string[] }>(
        `select array_agg(attname::text order by attname) as columns from pg_attribute
         join pg_index on indrelid = attrelid and attnum = any (indkey)
         where indrelid = $1::regclass and indisunique and indpred is null
         group by indexrelid having array_agg(attname::text order by attname) = $2`,
        [table, [...key].sort()],
      );
      expect([table, found?.columns]).toEqual([table, [...key].sort()]);
    }
  });
});
