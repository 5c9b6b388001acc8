import { createRandom } from '@mz/population';
import { type Asked, parseCommandLine } from './faults/command-line.ts';
import { runPlant } from './faults/plants.ts';
import type { NamedProof } from './faults/proof.ts';
import { proofs } from './faults/proofs.ts';

// `npm run prove:faults -- <proof>|all`: real processes, real PostgreSQL, a real queue; see --help.
const parsed = parseCommandLine(process.argv.slice(2));
if ('text' in parsed) {
  console.log(parsed.text);
} else if ('wrong' in parsed) {
  console.error(parsed.wrong);
  process.exitCode = 2;
} else if (parsed.run.plant !== undefined) {
  const { plant } = parsed.run;
  const failed = await runPlant(plant, parsed.run);
  console.log(`PROVED plant ${plant} runs=1 failed=${failed}`);
  process.exitCode = failed > 0 ? 0 : 1;
} else {
  for (const name of parsed.run.names) {
    const proof = proofs[name];
    if (proof !== undefined && (await runAll(name, proof, parsed.run)) > 0) process.exitCode = 1;
  }
  // Node waits at its end for every request that it counts; one of the many connections that proofs cut may never be told.
  process.exit();
}

/** The number of runs that failed. */
async function runAll(name: string, proof: NamedProof, asked: Asked): Promise<number> {
  const runs = asked.runs ?? proof.runs?.[asked.short ? 'short' : 'long'] ?? 1;
  let failed = 0;
  for (let seed = asked.seed; seed < asked.seed + runs; seed += 1) {
    if (!(await runOnce(name, proof, { ...asked, seed }))) failed += 1;
  }
  console.log(`PROVED ${name} runs=${runs} failed=${failed}`);
  return failed;
}

async function runOnce(name: string, { prove }: NamedProof, { seed, short, queue }: Asked): Promise<boolean> {
  console.log(`${name} seed=${seed}`);
  const start = performance.now();
  const say = (line: string): void =>
    console.log(`  ${((performance.now() - start) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const faults = await prove(createRandom(`${name} ${seed}`), { say, short, queue }).catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ]);
  for (const fault of faults) console.log(`  FAILED ${fault}`);
  if (faults.length === 0) return true;
  const options = `${short ? ' --short' : ''}${queue === 'redis' ? '' : ` --queue ${queue}`}`;
  console.log(`  again: npm run prove:faults -- ${name} --seed ${seed} --runs 1${options}`);
  return false;
}
