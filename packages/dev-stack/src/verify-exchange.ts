import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ExchangeKeySet, type LedgerFault, type LedgerKeys, readLedgerCopy, verifyLedgers } from '@mz/crypto';

// `npm run verify-exchange -- --ours FILE [--theirs FILE] [--keys FILE]`: compares the two sides' copies of a partner's
// ledger without any service. Exit code 0: both hold and agree; 1: a fault, one a line; 2: a file that cannot be read.
const { values } = parseArgs({
  options: { ours: { type: 'string' }, theirs: { type: 'string' }, keys: { type: 'string' } },
});

try {
  process.exitCode = run();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'the files cannot be read');
  process.exitCode = 2;
}

function run(): number {
  if (values.ours === undefined) throw new TypeError('verify-exchange --ours FILE [--theirs FILE] [--keys FILE]');
  const ours = readLedgerCopy(readFileSync(values.ours, 'utf8'));
  const theirs = values.theirs === undefined ? undefined : readLedgerCopy(readFileSync(values.theirs, 'utf8'));
  const verdict = verifyLedgers(ours, theirs, values.keys === undefined ? undefined : readKeys(values.keys));
  if (values.keys === undefined) console.log('signatures are not checked: no --keys');
  if (!verdict.ok) for (const fault of verdict.faults) console.log(describe(fault));
  else {
    const { entries, rooted, countersigned } = verdict;
    console.log(`whole: ${entries} messages, ${rooted} under signed roots; ${countersigned} roots countersigned`);
  }
  return verdict.ok ? 0 : 1;
}

/** `{ "platform": { "keys": […] }, "partner": { "keys": […] } }`, as both sides published them. */
function readKeys(path: string): LedgerKeys {
  const keys: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof keys !== 'object' || keys === null || !('platform' in keys) || !('partner' in keys)) {
    throw new TypeError('the keys are { "platform": { "keys": […] }, "partner": { "keys": […] } }');
  }
  // A set with anything else in it has no key of the id that a signature names.
  return { platform: keys.platform as ExchangeKeySet, partner: keys.partner as ExchangeKeySet };
}

function describe({ kind, side, sequence, ref, day }: LedgerFault): string {
  const place = sequence === undefined ? '' : ` at place ${sequence}`;
  const message = ref === undefined ? '' : `, message ${ref}`;
  return `${kind} in ${side}${place}${message}${day === undefined ? '' : `, root of ${day}`}`;
}
