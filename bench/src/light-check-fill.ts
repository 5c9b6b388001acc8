import type pg from 'pg';

/** A batch of the bench, and the files in which its answers lie. */
export interface Batch {
  readonly recheckId: string;
  readonly asOf: string;
  readonly chunks: readonly Chunk[];
}

/** One item of a part. */
export interface Chunk {
  readonly id: string;
  readonly partNo: number;
  readonly item: string;
  readonly firstPersonId: string;
  readonly lastPersonId: string;
}

/** The items of the monthly check, with one person in how many a register knows. */
const items = { CREMATION: 0, HUKOU: 1, BENEFIT: 1, PAYROLL: 20 } as const;
const partSize = 50_000;
/** One answer in this many differs from what was known. */
const changedOneIn = 200;

const person = (n: string): string => `('00000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Invented beneficiaries with authorizations, and what the four registers said of them last; the peer's copy of it. */
export async function fillKnown(client: pg.Client, persons: number): Promise<void> {
  // The rows are right; nothing is checked on the way in.
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into beneficiary (id, enrolment_id, person_id, case_id, current_division_code, members_version, from_on)
     select gen_random_uuid(), gen_random_uuid(), ${person('n')}, 'social-assistance/' || ${person('n')},
       '3701' || lpad((n % 12 + 1)::text, 2, '0') || '001001', 1, '2014-01-01' from generate_series(1, $1::int) n`,
    [persons],
  );
  await client.query(
    `insert into means_authorization (id, no, case_id, event_division_code, current_division_code, grantor_person_id,
       supporter, scope_items, scope_purposes, period_from, period_to, valid_from, valid_to, continuous, signed_on, method,
       document_sha256, witness_subject, recorded_by, status, created_at)
     select gen_random_uuid(), 'BENCH' || n, 'social-assistance/' || ${person('n')}, '370101001001', '370101001001',
       ${person('n')}, false, $2::text[], '{DIBAO}', '2013-01-01', '2014-01-01', '2014-01-01', '2016-12-31', true,
       '2014-01-01', 'WET_INK', encode(sha256(convert_to(n::text, 'UTF8')), 'hex'), 'bench', 'bench', 'ACTIVE', now()
     from generate_series(1, $1::int) n`,
    [persons, Object.keys(items)],
  );
  for (const [item, oneIn] of Object.entries(items)) {
    await client.query(
      `insert into known_record (item_code, person_id, fingerprint, answered, as_of)
       select $2, ${person('n')},
         case when $3::int > 0 and n % greatest($3::int, 1) = 0 then sha256(convert_to($2 || n, 'UTF8')) end, true, '2014-04-01'
       from generate_series(1, $1::int) n`,
      [persons, item, oneIn],
    );
  }
  await client.query('create table peer_known (like known_record including all)');
  await client.query('insert into peer_known select * from known_record order by item_code, person_id');
  await client.query(
    `create table peer_answer (item_code text collate "C", person_id uuid, said text, fingerprint bytea, as_of date)`,
  );
  await client.query('create table peer_change (item_code text collate "C", person_id uuid, outcome text, as_of date)');
  await client.query('reset session_replication_role');
  await client.query('vacuum (analyze)');
}

/** A batch cut into parts, and the answers to it: `<item>-<part>` by seq for ours, `<item>` by person for the peer. */
export async function fillBatch(
  client: pg.Client,
  { persons, round, dir }: { readonly persons: number; readonly round: number; readonly dir: string },
): Promise<Batch> {
  const asOf = `2014-05-${String(round).padStart(2, '0')}`;
  const { rows: begun } = await client.query<{ id: string }>(
    `insert into recheck (id, no, kind, division_code, as_of, items, part_size, state, persons, started_by,
       started_at, finished_at)
     values (gen_random_uuid(), $1, 'MONTHLY', '370000000000', $2, $3, $4, 'DONE', $5, 'bench', now(), now())
     returning id`,
    [`BENCH-${round}`, asOf, Object.keys(items), partSize, persons],
  );
  const recheckId = begun[0]?.id ?? '';
  await client.query(
    `insert into recheck_part (recheck_id, no, person_ids, first_person_id, last_person_id)
     select $1, (n - 1) / $3::int, array_agg(${person('n')} order by n), ${person('min(n)')}, ${person('max(n)')}
     from generate_series(1, $2::int) n group by 2`,
    [recheckId, persons, partSize],
  );
  const { rows: chunks } = await client.query<Chunk>(
    `with cut as (
       insert into recheck_chunk (id, recheck_id, part_no, agency_code, item_code, state, asked, open)
       select gen_random_uuid(), recheck_id, no, 'BENCH', item, 'SENT', cover, cover
       from recheck_part, unnest($2::text[]) item, int4multirange(int4range(1, cardinality(person_ids) + 1)) cover
       where recheck_id = $1 returning id, recheck_id, part_no, item_code
     )
     select cut.id, part_no as "partNo", item_code as item, first_person_id as "firstPersonId",
       last_person_id as "lastPersonId"
     from cut join recheck_part p on p.recheck_id = cut.recheck_id and p.no = cut.part_no order by item_code, part_no`,
    [recheckId, Object.keys(items)],
  );
  for (const chunk of chunks) await writeAnswers(client, chunk, { round, asOf, dir });
  return { recheckId, asOf, chunks };
}

/** What the register says of a chunk: what it said before, and of one in 200 something else. */
async function writeAnswers(
  client: pg.Client,
  { item, partNo, firstPersonId, lastPersonId }: Chunk,
  { round, asOf, dir }: { readonly round: number; readonly asOf: string; readonly dir: string },
): Promise<void> {
  const answers = `
    select k.person_id, (row_number() over (order by k.person_id))::int as seq,
      case when differs or k.fingerprint is not null then 'HIT' else 'NONE' end as said,
      case when differs then sha256(convert_to('${round}' || k.person_id, 'UTF8')) else k.fingerprint end as fingerprint
    from known_record k
    cross join lateral (select abs(hashtext('${item}${round}' || k.person_id)) % ${changedOneIn} = 0 as differs) d
    where k.item_code = '${item}' and k.person_id between '${firstPersonId}' and '${lastPersonId}'`;
  const ours = `select seq, said, fingerprint, null, date '${asOf}', null from (${answers}) a order by seq`;
  await client.query(`copy (${ours}) to '${dir}/ours-${item}-${partNo}'`);
  const peer = `select '${item}', person_id, said, fingerprint, date '${asOf}' from (${answers}) a order by seq`;
  await client.query(`copy (${peer}) to '${dir}/peer-${item}-${partNo}'`);
}
