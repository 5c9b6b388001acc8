import { startSweep } from '@mz/contracts';
import type pg from 'pg';
import { streamEnrolled } from './enrolled.ts';
import { fillEnrolments } from './fill.ts';
import { type Officer, openOfficer } from './officers.ts';
import { median, outcomeOf, type Sums, type Turn, timed } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';
import { growth, type Spread, spreadOver } from './spread.ts';

const province = '370000000000';
const month = '2014-03';
const deadlineMs = 3_600_000;
const pollMs = 20;

interface Bench {
  readonly server: Server;
  readonly officer: Officer;
  readonly bureau: pg.Client;
  readonly spread: Spread;
}

/** A sweep of the province over HTTP until it is done, against one statement that computes and inserts the same rows. */
export async function benchSweep({ households, rounds }: BenchOptions): Promise<Outcome> {
  const services = ['identity', 'place-names', 'social-assistance'] as const;
  const server = await openServer(services);
  try {
    const bureau = await server.admin('social-assistance');
    const spread = await spreadOver(await server.admin('place-names'), households);
    await fillEnrolments(bureau, streamEnrolled('bench', { households, divisions: spread.divisions }));
    await bureau.query('create table peer_sweep_result (like sweep_result including all)');
    await server.start(services);
    const bench: Bench = { server, bureau, spread, officer: await openOfficer(server, 'BATCH_OFFICER') };
    const turns: [Turn, Turn][] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const turn = await playRound(bench);
      turns.push(turn);
      console.log(`  round ${round}: ours ${turn[0].ms.toFixed(0)} ms, peer ${turn[1].ms.toFixed(0)} ms`);
    }
    console.log(`exponent=${(await exponentOf(bench)).toFixed(3)} from counties of one and ${growth} parts`);
    return outcomeOf(turns, 'time');
  } finally {
    await server.stop();
  }
}

async function playRound(bench: Bench): Promise<[Turn, Turn]> {
  let id = '';
  const ours = await timed(async () => {
    id = await sweep(bench, province);
    return {};
  });
  const peer = await timed(async () => {
    await computeInOne(bench, id);
    return {};
  });
  await requireSameRows(bench, id);
  const [mine, theirs] = [await sumsOf(bench, 'sweep_result', id), await sumsOf(bench, 'peer_sweep_result', id)];
  return [
    { ...ours, sums: mine },
    { ...peer, sums: theirs },
  ];
}

/** Started over HTTP and waited for. */
async function sweep({ server, officer, bureau }: Bench, divisionCode: string): Promise<string> {
  const body = { programme: 'URBAN_DIBAO', divisionCode, benefitMonth: month };
  const { id } = await officer.post(server.urlOf('social-assistance') + startSweep.path, body);
  const until = performance.now() + deadlineMs;
  while (performance.now() < until) {
    const { rows } = await bureau.query<{ state: string }>('select state from sweep where id = $1', [id]);
    const state = rows[0]?.state;
    if (state === 'DONE') return String(id);
    if (state !== 'RUNNING') throw new Error(`the sweep is ${state}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`the sweep was not done in ${deadlineMs / 1_000} s`);
}

/**
 * The peer: what the invented households need of the rules, by hand. Everybody counts and is eligible, nobody works, the
 * only income is a wage inside the window of six months, the standard is the province's, ages of 18 and 70 give a tenth.
 */
async function computeInOne({ bureau }: Bench, id: string): Promise<void> {
  await bureau.query(
    `insert into peer_sweep_result (sweep_id, enrolment_id, current_division_code, outcome, stored_fen, computed_fen)
     select $1::uuid, e.id, e.current_division_code, case when p.from_month <= $2 then 'PAUSED' else 'ELIGIBLE' end,
       coalesce(t.amount_fen, e.amount_fen),
       case when p.from_month <= $2 then 0
         else greatest(1000, round((s.year_fen * m.n - coalesce(i.fen, 0) * 2)::numeric / 12)) + m.aged * s.year_fen / 120
       end
     from enrolment e
     join (select distinct on (enrolment_id) enrolment_id, decision_id from assessment where from_month <= $2
       order by enrolment_id, recorded_at desc, id desc) a on a.enrolment_id = e.id
     join decision d on d.id = a.decision_id
     left join entitlement t on t.enrolment_id = e.id and t.benefit_month = $2 and t.kind = 'REGULAR'
       and t.state <> 'CANCELLED'
     left join (select enrolment_id, min(from_month) as from_month from enrolment_pause where to_month is null
       group by enrolment_id) p on p.enrolment_id = e.id
     cross join (select amount_fen * 12 as year_fen from policy_standard where programme = 'URBAN_DIBAO'
       and division_code = '${province}' and status = 'IN_FORCE' and daterange(valid_from, valid_to) @> ($2 || '-01')::date
     ) s
     cross join lateral (
       select count(*) as n, count(*) filter (
         where "birthDate" > ($2 || '-01')::date - interval '18 years'
           or "birthDate" <= ($2 || '-01')::date - interval '70 years') as aged
       from jsonb_to_recordset(d.capsule -> 'facts' -> 'members') as member ("birthDate" date)
     ) m
     cross join lateral (
       select sum("amountFen") as fen
       from jsonb_to_recordset(d.capsule -> 'facts' -> 'incomes') as income ("amountFen" bigint)
     ) i
     where e.programme = 'URBAN_DIBAO' and e.current_division_code >= '37' and e.current_division_code < '37~'
       and e.state not in ('TERMINATED', 'ENDED_TRANSFERRED')`,
    [id, month],
  );
}

/** Row by row, beyond the sums. */
async function requireSameRows({ bureau }: Bench, id: string): Promise<void> {
  const { rows } = await bureau.query<{ other: number }>(
    `select count(*)::int as other
     from (select * from sweep_result where sweep_id = $1) ours
     full join (select * from peer_sweep_result where sweep_id = $1) peer using (enrolment_id)
     where (ours.current_division_code, ours.outcome, ours.stored_fen, ours.computed_fen, ours.reason_code)
       is distinct from
       (peer.current_division_code, peer.outcome, peer.stored_fen, peer.computed_fen, peer.reason_code)`,
    [id],
  );
  if (rows[0]?.other !== 0) throw new Error(`${rows[0]?.other} enrolments are computed otherwise than by the peer`);
}

async function sumsOf({ bureau }: Bench, table: string, id: string): Promise<Sums> {
  const { rows } = await bureau.query<{ count: number; stored: string; computed: string }>(
    `select count(*)::int as count, coalesce(sum(stored_fen), 0) as stored, coalesce(sum(computed_fen), 0) as computed
     from ${table} where sweep_id = $1`,
    [id],
  );
  return {
    rows: rows[0]?.count ?? 0,
    'stored fen': Number(rows[0]?.stored),
    'computed fen': Number(rows[0]?.computed),
  };
}

/** How the time of a county's sweep grows with its enrolments. */
async function exponentOf(bench: Bench): Promise<number> {
  const took = async (county: string): Promise<number> => {
    const start = performance.now();
    await sweep(bench, county);
    return performance.now() - start;
  };
  const exponents: number[] = [];
  for (const county of bench.spread.small.slice(0, 4))
    exponents.push(Math.log((await took(bench.spread.large)) / (await took(county))) / Math.log(growth));
  return median(exponents);
}
