import { randomUUID } from 'node:crypto';
import { approveWhiteListed } from '@mz/contracts';
import type pg from 'pg';
import type { Call } from './load/load.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { copyRows } from './server.ts';
import { onStage, signedIn } from './stage.ts';

const compared = 20;

/** An approval by a second person: loads and locks, decides, saves, with audit row and key, against the same two statements. */
export function benchCommand(options: BenchOptions): Promise<Outcome> {
  const ids = Array.from({ length: compared + options.requests * (options.rounds + 1) }, () => randomUUID());
  const calls = (from: number, to: number, headers: (index: number) => Record<string, string>): Call[] =>
    ids.slice(from, to).map((id, index) => ({
      method: 'POST',
      path: approveWhiteListed.path.replace('{id}', id),
      headers: { ...headers(index), 'idempotency-key': randomUUID() },
      body: {},
    }));
  const ofRound = (round: number, headers: (index: number) => Record<string, string>): Call[] =>
    calls(compared + round * options.requests, compared + (round + 1) * options.requests, headers);
  return onStage(
    {
      row: 'command',
      services: ['identity', 'place-names', 'payments'],
      fill: (client) => fillWhiteList(client, ids),
    },
    async ({ server, client, ours, peer }) => {
      const [mine, theirs] = [calls(0, compared, await signedIn(server, 'ACCOUNT_CHECKER')), calls(0, compared, none)];
      return playRates(
        {
          ours: { ...ours, calls: async (round) => ofRound(round, await signedIn(server, 'ACCOUNT_CHECKER')) },
          peer: { ...peer, calls: (round) => ofRound(round, none) },
          compared: mine.flatMap((call, index) =>
            theirs[index] === undefined ? [] : [[call, theirs[index]] as const],
          ),
          check: () => requireSameRows(client),
        },
        options,
      );
    },
  );
}

const none = (): Record<string, string> => ({});

async function fillWhiteList(client: pg.Client, ids: readonly string[]): Promise<void> {
  const columns = ['number_index', 'title', 'listed_by', 'listed_on', 'id', 'number_masked', 'division_code'];
  const rows = ids.map((id, index) => [
    ...[`\\x${index.toString(16).padStart(64, '0')}`, `机构 ${index}`, 'bench-clerk', '2014-04-01', id],
    ...['6222********0000', '370102000000'],
  ]);
  await client.query('create table peer_account_white_list (like account_white_list including all)');
  for (const table of ['account_white_list', 'peer_account_white_list']) {
    await copyRows(client, table, columns, rows);
    await client.query(`vacuum (analyze) ${table}`);
  }
}

/** Both sides have approved the same accounts, and each of ours has its audit row and its key. */
async function requireSameRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ other: number; approved: number; audit: number; key: number }>(
    `select (select count(*)::int from account_white_list ours join peer_account_white_list peer using (id)
         where (ours.approved_by is null, ours.approved_on) is distinct from (peer.approved_by is null, peer.approved_on))
         as other,
       (select count(*)::int from account_white_list where approved_on is not null) as approved,
       (select count(*)::int from audit_log where action = 'accountWhiteList.approve') as audit,
       (select count(*)::int from idempotency_key where answer is not null) as key`,
  );
  const [found] = rows;
  if (found === undefined || found.other !== 0 || found.audit !== found.approved || found.key !== found.approved)
    throw new Error(`the approvals differ: ${JSON.stringify(found)}`);
}
