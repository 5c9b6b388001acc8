import { parseArgs } from 'node:util';
import { audit } from './security/audit.ts';
import { authorization } from './security/authorization.ts';
import { badInputs } from './security/bad-inputs.ts';
import { bruteForce } from './security/brute-force.ts';
import { canaries } from './security/canaries.ts';
import { forgeries } from './security/forgeries.ts';
import { graphqlAbuse } from './security/graphql-abuse.ts';
import { oddKeys } from './security/odd-keys.ts';
import { rowSecurity } from './security/row-security.ts';
import { openStage, type ProofOptions, type Stage } from './security/stage.ts';
import { supplyChain } from './security/supply-chain.ts';

/** What a proof answers: how many things it tried, and what went wrong. */
interface Outcome {
  readonly runs: number;
  readonly faults: readonly string[];
}

// `npm run prove:security -- <proof>|all [--seed N] [--short]`: all services as processes on a PostgreSQL and a Redis of their
// own, after the story. Each proof ends with `PROVED <proof> runs=<n> failed=<n>`; the exit code is 0 only when none failed.
const proofs: Readonly<Record<string, (stage: Stage) => Promise<Outcome>>> = {
  authorization,
  'row-security': rowSecurity,
  audit,
  'graphql-abuse': graphqlAbuse,
  forgeries,
  'brute-force': bruteForce,
  'odd-keys': oddKeys,
  'bad-inputs': badInputs,
  'supply-chain': supplyChain,
  // The last: it looks through what all the others left behind.
  canaries,
};
const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const names = positionals[0] === 'all' ? Object.keys(proofs) : positionals;
const seed = Number(values.seed);
if (values.list) {
  for (const name of Object.keys(proofs)) console.log(name);
} else if (
  values.help ||
  names.length === 0 ||
  !names.every((name) => Object.hasOwn(proofs, name)) ||
  !Number.isInteger(seed)
) {
  console.error(`npm run prove:security -- <all | ${Object.keys(proofs).join(' | ')}> [--seed N] [--short] [--list]`);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = (await proveAll({ seed, short: values.short })) === 0 ? 0 : 1;
}

async function proveAll(options: ProofOptions): Promise<number> {
  const stage = await openStage(options, (line) => console.log(`  ${line}`));
  try {
    let failed = 0;
    for (const name of names) failed += await prove(name, stage);
    return failed;
  } finally {
    await stage.platform.stop();
  }
}

async function prove(name: string, stage: Stage): Promise<number> {
  console.log(`${name} seed=${stage.seed}${stage.short ? ' short' : ''}`);
  const { runs, faults } = await (proofs[name]?.(stage) ?? Promise.reject(new Error(name))).catch((error: unknown) => ({
    runs: 1,
    faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  }));
  for (const fault of faults) console.log(`  FAILED ${fault}`);
  console.log(`PROVED ${name} runs=${runs} failed=${faults.length}`);
  return faults.length;
}
