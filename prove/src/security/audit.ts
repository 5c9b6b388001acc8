import { join } from 'node:path';
import { type ServiceName, serviceNames } from '@mz/contracts';
import { openAuditCheck } from '@mz/dev-stack';
import { createRandom, type Random } from '@mz/population';
import type pg from 'pg';
import { adminUrlOf, asApplication, withClient } from './databases.ts';
import type { Stage } from './stage.ts';

const schema = 'prove_audit';
const trails: readonly ServiceName[] = ['social-assistance', 'people', 'payments', 'income-verification'];
const textColumns = ['actor', 'action', 'record_type', 'record_id', 'operation_id', 'traceparent', 'grant_division'];

/**
 * Copies of the trails are altered behind the chain's back in every way that a holder of the database has; each alteration is
 * found and names the first bad place. Then the application's own role tries, and is refused.
 */
export async function audit(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const wanted = stage.short ? 200 : 10_000;
  const random = createRandom(`audit ${stage.seed}`);
  const faults: string[] = [];
  let runs = 0;
  for (const service of trails) {
    const ended = await alterTrail(stage, { service, random, tries: Math.ceil(wanted / trails.length) });
    runs += ended.runs;
    faults.push(...ended.faults);
  }
  for (const service of serviceNames.filter((name) => stage.platform.surroundings.databases.has(name))) {
    runs += 1;
    faults.push(...(await roleMayNot(stage, service)));
  }
  return { runs, faults };
}

async function alterTrail(
  stage: Stage,
  { service, random, tries }: { service: ServiceName; random: Random; tries: number },
): Promise<{ runs: number; faults: string[] }> {
  const { dataDir } = stage.platform.surroundings;
  const admin = adminUrlOf(stage, service);
  return withClient(admin, async (client) => {
    const rows = await copyTrail(client);
    const url = `${admin}${admin.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c search_path=${schema},public`)}`;
    const place = {
      service,
      url,
      keysDir: join(dataDir, 'keys'),
      filesDir: join(dataDir, 'files'),
    };
    const check = openAuditCheck(place);
    const faults: string[] = [];
    try {
      const whole = await check.verify();
      if (!whole.ok)
        return {
          runs: 1,
          faults: [`${service}: the trail is broken before anybody touched it: ${whole.kind} at ${whole.sequence}`],
        };
      stage.say(
        `${service}: ${whole.rows} sealed rows, ${whole.unanchored} after the last anchor, not sealed yet ${whole.unsealed.rows}`,
      );
      if (rows < 3) return { runs: 1, faults: [`${service}: ${rows} sealed rows prove nothing`] };
      const started = performance.now();
      for (let n = 0; n < tries; n += 1) {
        const change = plan(random, rows, rows - whole.unanchored);
        await client.query('begin');
        await client.query(`set local search_path = ${schema}, public`);
        for (const statement of change.statements) await client.query(statement);
        await client.query('commit');
        const verdict = await check.verify();
        if (verdict.ok) faults.push(`${service}: ${change.kind} at ${change.place} was not found`);
        else if (verdict.sequence > change.latest || verdict.sequence < change.place)
          faults.push(`${service}: ${change.kind} at ${change.place} was named at ${verdict.sequence}`);
        await restore(client);
      }
      stage.say(
        `${service}: ${Math.round((tries * rows * 1_000) / (performance.now() - started))} rows a second with alteration and repair`,
      );
      stage.say(`${service}: ${await rate(check, rows)} rows a second of verification alone, on a trail of ${rows}`);
    } finally {
      await check.close();
      await client.query(`drop schema ${schema} cascade`);
    }
    return { runs: tries, faults };
  });
}

/** A copy of the sealed part in a schema of its own, and a second one to repair it from; answers how many rows it has. */
async function copyTrail(client: pg.Client): Promise<number> {
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema}`);
  for (const table of ['audit_log', 'audit_seal', 'audit_anchor']) {
    for (const copy of [table, `${table}_good`])
      await client.query(`create table ${schema}.${copy} as select * from public.${table}`);
  }
  // What came after the last seal would be no alteration.
  await client.query(`
    create unique index on ${schema}.audit_log (seq);
    create unique index on ${schema}.audit_seal (sequence);
    create index on ${schema}.audit_seal (seq)`);
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${schema}.audit_seal`);
  return rows[0]?.n ?? 0;
}

async function restore(client: pg.Client): Promise<void> {
  const tables = ['audit_log', 'audit_seal', 'audit_anchor'].map((table) => `${schema}.${table}`);
  for (const table of tables) {
    await client.query(`
      delete from ${table} t where not exists (select from ${table}_good g where g = t::text::${table}_good);
      insert into ${table} select g.* from ${table}_good g where not exists (select from ${table} t where t::text = g::text)`);
  }
}

interface Change {
  readonly kind: string;
  readonly place: number;
  /** The last place at which the fault may be named. */
  readonly latest: number;
  readonly statements: readonly string[];
}

/** One alteration of a sealed row, its seal, its neighbours or an anchor. */
function plan(random: Random, rows: number, anchored: number): Change {
  // Behind the last anchor nothing shows that there was more: that window is told, and closes with the next anchor.
  // The very last row with its seal would be such an end.
  const inside = random.int(1, rows - 1);
  const within = anchored > 0 ? random.int(1, anchored) : undefined;
  const place = random.int(1, rows);
  const other = place === rows ? place - 1 : random.int(place + 1, rows);
  const seqOf = (sequence: number): string => `(select seq from audit_seal where sequence = ${sequence})`;
  const low = Math.min(place, other);
  const column = random.pick(textColumns);
  const changes: readonly Change[] = [
    change(
      'a changed text',
      place,
      `update audit_log set ${column} = coalesce(${column}, '') || 'x' where seq = ${seqOf(place)}`,
    ),
    change(
      'a changed time',
      place,
      `update audit_log set recorded_at = recorded_at + interval '1 second' where seq = ${seqOf(place)}`,
    ),
    change(
      'a time changed by less than it is written with',
      place,
      `update audit_log set recorded_at = recorded_at + interval '1 microsecond' where seq = ${seqOf(place)}`,
    ),
    change(
      'a seal of another transaction',
      place,
      `update audit_seal set txid = (txid::text::bigint + 1)::text::xid8 where sequence = ${place}`,
    ),
    change(
      'a changed content',
      place,
      `update audit_log set after = coalesce(after, '{}') || '{"x":1}' where seq = ${seqOf(place)}`,
    ),
    change('a removed content', place, `update audit_log set after = '{"gone":true}' where seq = ${seqOf(place)}`),
    change(
      'a changed hash',
      place,
      `update audit_seal set hash = md5(hash) || md5(hash || 'x') where sequence = ${place}`,
    ),
    change('a removed row', place, `delete from audit_log where seq = ${seqOf(place)}`),
    change(
      'a removed row with its seal',
      inside,
      `delete from audit_log where seq = ${seqOf(inside)}`,
      `delete from audit_seal where sequence = ${inside}`,
    ),
    {
      ...change(
        'two rows exchanged',
        low,
        `update audit_seal set sequence = -1 where sequence = ${place}`,
        `update audit_seal set sequence = ${place} where sequence = ${other}`,
        `update audit_seal set sequence = ${other} where sequence = -1`,
      ),
    },
    ...(within === undefined
      ? []
      : [
          change(
            'the end cut off',
            within,
            `delete from audit_log where seq in (select seq from audit_seal where sequence >= ${within})`,
            `delete from audit_seal where sequence >= ${within}`,
          ),
        ]),
  ];
  return random.pick(changes);
}

function change(kind: string, place: number, ...statements: string[]): Change {
  return { kind, place, latest: place, statements };
}

async function rate(check: ReturnType<typeof openAuditCheck>, rows: number): Promise<number> {
  const rounds = Math.ceil(20_000 / rows);
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) await check.verify();
  return Math.round((rounds * rows * 1_000) / (performance.now() - started));
}

/** The role by which a service works may neither change nor remove what it once wrote. */
async function roleMayNot(stage: Stage, service: ServiceName): Promise<string[]> {
  const statements = [
    `update audit_log set actor = 'x'`,
    'delete from audit_log',
    'truncate audit_log',
    `update audit_seal set hash = hash`,
    'delete from audit_seal',
    'delete from audit_anchor',
    'update audit_anchor set hash = hash',
    'alter table audit_log disable trigger all',
    'drop table audit_log',
  ];
  const faults: string[] = [];
  for (const statement of statements) {
    const allowed = await asApplication(stage, service, (client) =>
      client.query(statement).then(
        () => true,
        () => false,
      ),
    );
    if (allowed) faults.push(`${service}: its role may ${statement}`);
  }
  return faults;
}
