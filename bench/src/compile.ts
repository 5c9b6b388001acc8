import { compileReport } from '@mz/contracts';
import { openOfficer } from './officers.ts';
import { secondsOf } from './processor.ts';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';
import { fillChecks, itemsAsked, personsAsked } from './verification-checks.ts';

/** What a household's report may take of the service's processor (issue 7, point 10). */
const limitMs = 50;
const warmUp = 20;

/**
 * A report of 3 persons × 14 items from stored answers: deciphered, normalised, compared, written with audit row and key, the
 * whole call charged to the service's processor; against the limit of 50 ms.
 */
export async function benchCompile(options: BenchOptions): Promise<Outcome> {
  const server = await openServer(['identity', 'place-names', 'people', 'agency-simulator', 'income-verification']);
  try {
    const checks = await fillChecks(server, warmUp + options.rounds * options.requests);
    const started = await server.start(['identity', 'place-names', 'people', 'income-verification']);
    const pid = started.at(-1)?.pid;
    if (pid === undefined) throw new Error('income-verification did not start');
    const compile = await compiler(server);
    for (const id of checks.splice(0, warmUp)) await compile(id);
    const used: number[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const before = secondsOf(pid);
      for (const id of checks.splice(0, options.requests)) await compile(id);
      const each = ((secondsOf(pid) - before) * 1_000) / options.requests;
      console.log(`  round ${round + 1}: ${each.toFixed(1)} ms of the service's processor a report`);
      used.push(each);
    }
    return {
      ratios: used.map((ms) => limitMs / ms),
      figures: { msAReport: used, persons: personsAsked, items: itemsAsked.length },
      said: `cpu_ms=${median(used).toFixed(1)}`,
    };
  } finally {
    await server.stop();
  }
}

/** Compiles a check and sees that the report says what its answers say. */
async function compiler(server: Server): Promise<(requestId: string) => Promise<void>> {
  const operator = await openOfficer(server, 'CENTER_OPERATOR');
  const url = server.urlOf('income-verification');
  return async (requestId) => {
    const report = await operator.post(`${url}${compileReport.path.replace('{id}', requestId)}`, {});
    const { verdict, countableIncomeFen, questions } = report;
    const asked = Array.isArray(questions) ? questions.length : 0;
    const said = `${verdict} ${countableIncomeFen} of ${asked} questions`;
    const expected = `CONSISTENT 1080000 of ${personsAsked * itemsAsked.length} questions`;
    if (said !== expected) throw new Error(`a report says ${said}, not ${expected}`);
  };
}
