import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agencyRows } from '@mz/contracts';
import type pg from 'pg';
import { loadDivisions, loadPersons, writePersons } from './persons-file.ts';
import { copyRows, type Server } from './server.ts';

/** Fewer are in no household of the invented province. */
const personsOfHousehold = 2;

/** Registers invented persons with people and gives the ids of so many of them. */
export async function fillPersons(server: Server, persons: number): Promise<string[]> {
  const client = await server.admin('people');
  await loadDivisions(server, client);
  const dir = mkdtempSync(join(tmpdir(), 'mz-batch-'));
  try {
    const file = join(dir, 'persons.ndjson');
    await writePersons(file, { seed: 'batch-memory', households: Math.ceil(persons / personsOfHousehold) });
    await loadPersons({ server, dir }, file, 'batch-memory');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const { rows } = await client.query<{ id: string }>('select id from person order by id limit $1', [persons]);
  if (rows.length < persons) throw new Error(`only ${rows.length} of ${persons} persons were registered`);
  await client.query('vacuum (analyze)');
  return rows.map(({ id }) => id);
}

/** Persons who draw a benefit and have signed for every item. */
export async function fillBeneficiaries(client: pg.Client, personIds: readonly string[]): Promise<void> {
  // The rows are right; nothing is checked on the way in.
  await client.query('set session_replication_role = replica');
  await client.query('create temporary table drawing (n serial, person_id uuid)');
  await copyRows(
    client,
    'drawing',
    ['person_id'],
    personIds.map((id) => [id]),
  );
  await client.query(
    `insert into beneficiary (id, enrolment_id, person_id, case_id, current_division_code, members_version, from_on)
     select gen_random_uuid(), gen_random_uuid(), person_id, 'social-assistance/' || person_id, '370102001001', 1, '2014-01-01'
     from drawing`,
  );
  await client.query(
    `insert into means_authorization (id, no, case_id, event_division_code, current_division_code, grantor_person_id,
       supporter, scope_items, scope_purposes, period_from, period_to, valid_from, valid_to, continuous, signed_on, method,
       document_sha256, witness_subject, recorded_by, status, created_at)
     select gen_random_uuid(), 'BENCH' || person_id, 'social-assistance/' || person_id, '370102001001', '370102001001', person_id,
       false, $1::text[], '{DIBAO}', '2013-01-01', '2014-01-01', '2014-01-01', '2016-12-31', true, '2014-01-01', 'WET_INK',
       encode(sha256(convert_to(person_id::text, 'UTF8')), 'hex'), 'bench', 'bench', 'ACTIVE', now()
     from drawing`,
    [Object.keys(agencyRows)],
  );
  await client.query('drop table drawing');
  await client.query('reset session_replication_role');
  await client.query('vacuum (analyze)');
}
