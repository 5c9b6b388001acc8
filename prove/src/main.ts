import { parseArgs } from 'node:util';
import { createRandom, type Random } from '@mz/population';
import { flushAll } from './flushall.ts';
import { killBeforePublish } from './kill-before-publish.ts';

// `npm run prove:faults -- <proof> [--seed N] [--runs N]`: real processes, real PostgreSQL, real Redis. Ends with
// `PROVED <proof> runs=<n> failed=<n>`; the exit code is 0 only when no run failed.
const proofs: Readonly<Record<string, (random: Random, say: (line: string) => void) => Promise<string[]>>> = {
  'kill-before-publish': killBeforePublish,
  flushall: flushAll,
};
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const name = positionals[0] ?? '';
const prove = Object.hasOwn(proofs, name) ? proofs[name] : undefined;
const [seed, runs] = [Number(values.seed), Number(values.runs)];
if (prove === undefined || positionals.length > 1 || !Number.isInteger(seed) || !(Number.isInteger(runs) && runs > 0)) {
  console.error(`npm run prove:faults -- <${Object.keys(proofs).join(' | ')}> [--seed N] [--runs N]`);
  process.exitCode = 2;
} else {
  let failed = 0;
  for (let run = 0; run < runs; run += 1) failed += (await runOnce(prove, seed + run)) ? 0 : 1;
  console.log(`PROVED ${name} runs=${runs} failed=${failed}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function runOnce(proof: NonNullable<typeof prove>, number: number): Promise<boolean> {
  console.log(`${name} seed=${number}`);
  const faults = await proof(createRandom(`${name} ${number}`), (line) => console.log(`  ${line}`)).catch(
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  for (const fault of faults) console.log(`  FAILED ${fault}`);
  return faults.length === 0;
}
