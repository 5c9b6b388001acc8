import { isDeepStrictEqual } from 'node:util';
import { type Call, startAsker } from './load/load.ts';
import { databaseSeconds, secondsOf } from './processor.ts';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';

/** A server that is asked. */
export interface Side {
  readonly url: string;
  /** The process whose processor time is counted. */
  readonly pid: number;
  /** The calls of a round; fewer than asked for are sent again from the start. Round 0 warms up. */
  calls(round: number): readonly Call[] | Promise<readonly Call[]>;
  /** Calls of this side in a round, where one is so much slower that as many would take hours. */
  readonly requests?: number;
}

/** Ours and its peer, asked the same. */
export interface Contest {
  readonly ours: Side;
  readonly peer: Side;
  /** Calls whose answers are compared before anything is measured; the first ones of round 0 unless told. */
  readonly compared?: readonly (readonly [ours: Call, peer: Call])[];
  /** What of an answer must be equal; all of it unless told. */
  shape?(body: unknown): unknown;
  /** Resolves when ours has nothing left to do in the background. */
  settle?(): Promise<void>;
  /** Run after each round, with both sides settled; throws when the sides did not do the same. */
  check?(round: number): Promise<void>;
}

/** One turn of one side. */
export interface RateTurn {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor a call. */
  readonly serverUs: number;
  readonly databaseUs: number;
}

const compared = 20;

/** Plays the rounds of two servers in turns, the first one by turns, too; the ratio is that of their rates. */
export async function playRates(contest: Contest, options: BenchOptions): Promise<Outcome> {
  await requireEqual(contest);
  const asker = startAsker();
  const play = async (side: Side, round: number): Promise<RateTurn> => {
    const calls = await side.calls(round);
    const [server, database] = [secondsOf(side.pid), databaseSeconds()];
    const { requests = options.requests } = side;
    const { ms, p50, p99 } = await asker.load(side.url, calls, { ...options, requests });
    const perCall = (seconds: number): number => (seconds * 1e6) / requests;
    const turn = {
      perSecond: (requests * 1_000) / ms,
      ...{ p50, p99 },
      serverUs: perCall(secondsOf(side.pid) - server),
      databaseUs: perCall(databaseSeconds() - database),
    };
    await contest.settle?.();
    return turn;
  };
  const rounds: { ours: RateTurn; peer: RateTurn }[] = [];
  try {
    for (let round = 0; round <= options.rounds; round += 1) {
      const played = await playBoth(contest, round, play);
      await contest.check?.(round);
      if (round > 0) rounds.push(played);
      say(round === 0 ? 'warm-up' : `round ${round}`, played);
    }
  } finally {
    asker.stop();
  }
  return outcomeOfRates(rounds);
}

async function playBoth(
  { ours, peer }: Contest,
  round: number,
  play: (side: Side, round: number) => Promise<RateTurn>,
): Promise<{ ours: RateTurn; peer: RateTurn }> {
  if (round % 2 === 1) return { ours: await play(ours, round), peer: await play(peer, round) };
  const peers = await play(peer, round);
  return { ours: await play(ours, round), peer: peers };
}

function outcomeOfRates(rounds: readonly { readonly ours: RateTurn; readonly peer: RateTurn }[]): Outcome {
  const ratios = rounds.map(({ ours, peer }) => ours.perSecond / peer.perSecond);
  const processor = rounds.map(
    ({ ours, peer }) => (peer.serverUs + peer.databaseUs) / (ours.serverUs + ours.databaseUs),
  );
  console.log(`  by processor time instead of the clock: ${median(processor).toFixed(2)}`);
  return { ratios, figures: { rounds, byProcessor: median(processor) } };
}

function say(name: string, { ours, peer }: { readonly ours: RateTurn; readonly peer: RateTurn }): void {
  const text = ({ perSecond, p50, p99, serverUs, databaseUs }: RateTurn): string =>
    `${perSecond.toFixed(0)}/s (p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms; ` +
    `server ${serverUs.toFixed(0)} + database ${databaseUs.toFixed(0)} µs)`;
  console.log(`  ${name}: ours ${text(ours)}, peer ${text(peer)}, ${(ours.perSecond / peer.perSecond).toFixed(2)}`);
}

async function requireEqual({ ours, peer, compared: given, shape = (body) => body }: Contest): Promise<void> {
  const pairs = given ?? (await firstPairs(ours, peer));
  if (pairs.length === 0) throw new Error('no answers are compared');
  for (const [own, other] of pairs) {
    const [mine, theirs] = [shape(await ask(ours.url, own)), shape(await ask(peer.url, other))];
    if (!isDeepStrictEqual(mine, theirs))
      throw new Error(`${own.path}: ours answers ${JSON.stringify(mine)}, the peer ${JSON.stringify(theirs)}`);
  }
  console.log(`  ${pairs.length} answers compared: equal`);
}

async function firstPairs(ours: Side, peer: Side): Promise<[Call, Call][]> {
  const [own, other] = [await ours.calls(0), await peer.calls(0)];
  return own.slice(0, compared).flatMap((call, index) => {
    const twin = other[index];
    return twin === undefined ? [] : [[call, twin] satisfies [Call, Call]];
  });
}

/** Asks once and reads the JSON; throws for an answer that is no success. */
export async function ask(url: string, { method, path, headers = {}, body }: Call): Promise<unknown> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url}${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
