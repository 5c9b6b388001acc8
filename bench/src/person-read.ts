import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPerson } from '@mz/contracts';
import type pg from 'pg';
import type { Call } from './load/load.ts';
import { tokensOf } from './officers.ts';
import { loadDivisions, loadPersons, writePersons } from './persons-file.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { copyRows, type Server } from './server.ts';
import { onStage, type Stage } from './stage.ts';

const seed = 'person-read';
const village = '370102001001';
/** Beyond some hundred persons a day an officer's reads raise an alarm, which is another path. */
const officers = 80;

interface Named {
  readonly personId: string;
  readonly caseId: string;
}

/** A person of the caller's case: case and permission, ciphers, the ledger row durable and the alarms looked at first. */
export async function benchPersonRead(options: BenchOptions): Promise<Outcome> {
  let named: Named[] = [];
  const outcome = await onStage(
    {
      row: 'person-read',
      services: ['identity', 'place-names', 'people'],
      async fill(client, server) {
        named = await fillCases(client, server, options.households);
      },
    },
    async (stage) => {
      await fillPeer(stage, named);
      const { server, client, ours, peer } = stage;
      let read = await ledgerRows(client);
      return playRates(
        {
          ours: { ...ours, calls: () => reads(server, named) },
          peer: { ...peer, calls: () => named.map(({ personId }) => ({ method: 'GET', path: pathOf(personId) })) },
          async check() {
            const now = await ledgerRows(client);
            const answered = now - read;
            if (answered !== options.requests && answered !== options.requests + compared)
              throw new Error(`${answered} ledger rows for ${options.requests} reads`);
            read = now;
          },
        },
        options,
      );
    },
  );
  return { ...outcome, seed };
}

/** As many answers as a contest compares before it begins. */
const compared = 20;

const pathOf = (personId: string): string => getPerson.path.replace('{id}', personId);

async function reads(server: Server, named: readonly Named[]): Promise<Call[]> {
  const tokens = await tokensOf(server, { role: 'TOWNSHIP_ACCEPTOR', count: officers });
  return named.map(({ personId, caseId }, index) => ({
    method: 'GET',
    path: pathOf(personId),
    headers: {
      authorization: `Bearer ${tokens[index % tokens.length]}`,
      'x-purpose': 'ASSESS_BENEFIT',
      'x-case': caseId,
    },
  }));
}

/** Persons of a file, three to a case. */
async function fillCases(client: pg.Client, server: Server, households: number): Promise<Named[]> {
  await loadDivisions(server, client);
  const dir = mkdtempSync(join(tmpdir(), 'mz-persons-'));
  chmodSync(dir, 0o777);
  try {
    await writePersons(join(dir, 'persons.ndjson'), { seed, households });
    await loadPersons({ server, dir }, join(dir, 'persons.ndjson'), seed);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const { rows } = await client.query<{ id: string }>('select id from person order by id');
  const cases = Array.from({ length: Math.ceil(rows.length / 3) }, () => `social-assistance/${randomUUID()}`);
  const named = rows.map(({ id }, index) => ({ personId: id, caseId: cases[Math.floor(index / 3)] ?? '' }));
  const columns = ['case_id', 'stage', 'division_code', 'purpose', 'aggregate_version', 'updated_at'];
  const at = '2014-04-01T08:00:00Z';
  await copyRows(
    client,
    'case_access',
    columns,
    cases.map((caseId) => [caseId, 'OPEN', village, 'ASSESS_BENEFIT', 1, at]),
  );
  await copyRows(
    client,
    'case_person',
    ['case_id', 'person_id'],
    named.map(({ caseId, personId }) => [caseId, personId]),
  );
  await client.query('vacuum (analyze)');
  return named;
}

/** The peer has what ours answers, in clear columns. */
async function fillPeer({ server, client, ours }: Stage, named: readonly Named[]): Promise<void> {
  await client.query(
    `create table peer_person (id uuid primary key, name text, id_no text, sex text, birth_date date, hukou_division text,
       hukou_kind text, life_status text, certainty text, version integer)`,
  );
  const rows: unknown[][] = [];
  for (const { path, headers = {} } of await reads(server, named)) {
    const answer = await fetch(ours.url + path, { headers });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    const { id, name, idNo, sex, birthDate, hukouDivision, hukouKind, lifeStatus, certainty, version } =
      (await answer.json()) as Record<string, unknown>;
    rows.push([id, name, idNo, sex, birthDate, hukouDivision, hukouKind, lifeStatus, certainty, version]);
  }
  const columns = ['id', 'name', 'id_no', 'sex', 'birth_date', 'hukou_division', 'hukou_kind', 'life_status'];
  await copyRows(client, 'peer_person', [...columns, 'certainty', 'version'], rows);
  await client.query('vacuum (analyze) peer_person');
}

async function ledgerRows(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from access_ledger');
  return rows[0]?.count ?? 0;
}
