import { loadDefinition, presentServices } from '@mz/dev-stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestService, type TestService } from './index.ts';

describe.each(presentServices().filter((name) => !['gateway', 'agency-simulator'].includes(name)))('%s', (name) => {
  let started: TestService;
  beforeAll(async () => {
    started = (await startTestService(await loadDefinition(name))) as TestService;
  });
  afterAll(() => started?.stop());

  // PostgreSQL 18 would skip through such an index, a descent for each division in reach, for each row that hangs on the record.
  test('what row security seeks by its id has no index of divisions that goes on with the id', async () => {
    const found = await started.rows<{ index: string }>(`
      with sought as (
        select distinct (regexp_matches(pg_get_expr(polqual, polrelid), 'FROM "?(\\w+)', 'g'))[1] as name from pg_policy
      )
      select indexrelid::regclass::text as index from pg_index
      join sought on indrelid = to_regclass(sought.name)
      where pg_get_indexdef(indexrelid, 1, true) like '%division_code'
        and exists (select from generate_series(2, indnkeyatts) as place
          where pg_get_indexdef(indexrelid, place::integer, true) = 'id')`);
    expect(found).toEqual([]);
  });

  // EXISTS may be planned as a list of all records that the reader sees, to show the parts of a single one.
  test('a policy seeks the record that a row hangs on by its key', async () => {
    const found = await started.rows<{ policy: string }>(`
      select concat_ws(' ', tablename, policyname, qual, with_check) as policy
      from pg_policies where concat(qual, with_check) like '%EXISTS%' order by 1`);
    expect(found).toEqual([]);
  });
});
