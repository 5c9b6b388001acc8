import { type PublicJwk, verifySeal } from '@mz/crypto';
import { type CapsuleDifference, capsuleHash, verifyMerklePath } from '@mz/domain';
import { type CaseCapsule, type ChangeCapsule, verifyCapsule } from '../rules/index.ts';
import { EXIT, type Output, readCommandLine, standardOutput } from './command-line.ts';
import { isMain } from './is-main.ts';
import { type CapsuleFile, readCapsule, readKeySet } from './read-capsule.ts';
import { readJsonFile } from './read-json.ts';

const HELP = `Usage: npm run capsule:verify -- FILE [--keys KEYS.json]
Checks a sealed decision capsule: its hash, its seal, and that the rules compute the same bytes again from its facts.
  --keys   JWK set of the issuer that came by a trusted way; without it the key in the file is used, which proves
           that the file was not changed, but not who sealed it
Exit: 0 the same bytes, 1 a difference or a refused file, 2 usage.`;
const SHOWN = 20;

/** Runs the command; answers the exit code. */
export function runCapsuleVerify(args: readonly string[], output: Output): number {
  const line = readCommandLine(args, { keys: { type: 'string' } });
  if (!line.ok) return complain(output, `${line.message}; see --help`, EXIT.usage);
  if (line.values.help === true) {
    output.out(HELP);
    return EXIT.ok;
  }
  const [file, ...more] = line.files;
  if (file === undefined || more.length > 0) return complain(output, 'one FILE is needed; see --help', EXIT.usage);
  const json = readJsonFile(file);
  if (!json.ok)
    return complain(
      output,
      `${json.code}: ${json.detail}`,
      json.code === 'FILE_UNREADABLE' ? EXIT.usage : EXIT.refused,
    );
  const read = readCapsule(json.value);
  if (!read.ok) return complain(output, `${read.code}: ${read.detail}`, EXIT.refused);
  const keys = trustedKeys(line.values.keys, read.value);
  if (typeof keys === 'string') return complain(output, keys, EXIT.usage);
  return verify(read.value, keys, output);
}

function trustedKeys(path: string | boolean | undefined, { publicKeys }: CapsuleFile): readonly PublicJwk[] | string {
  if (typeof path !== 'string') return publicKeys;
  const json = readJsonFile(path);
  if (!json.ok) return `--keys: ${json.code}: ${json.detail}`;
  const read = readKeySet(json.value);
  return read.ok ? read.value : `--keys: ${read.code}: ${read.detail}`;
}

function verify(file: CapsuleFile, keys: readonly PublicJwk[], output: Output): number {
  const hash = capsuleHash(file.capsule);
  const faults = [...(hash === file.hash ? [] : [`HASH_DIFFERS: the file says ${file.hash}, its bytes give ${hash}`])];
  const { merkle, ...signed } = file.seal;
  if (merkle !== undefined && !verifyMerklePath(file.hash, merkle.path, merkle.root)) {
    faults.push('PATH_INVALID: the path does not lead from the hash to what was signed');
  }
  const seal = verifySeal(merkle?.root ?? file.hash, signed, { keys });
  if (!seal.ok) faults.push(`${seal.code}: the seal does not hold`);
  faults.push(...recompute(file.capsule));
  for (const text of faults) output.error(`capsule:verify: ${text}`);
  if (faults.length > 0) return EXIT.refused;
  output.out(`CAPSULE ok hash=${hash} key=${file.seal.keyId} rules=${file.capsule.rules.length}`);
  return EXIT.ok;
}

function recompute(capsule: CaseCapsule | ChangeCapsule): string[] {
  try {
    const verdict = verifyCapsule(capsule);
    return verdict.ok ? [] : differenceLines(verdict.differences);
  } catch (error) {
    if (error instanceof RangeError) return [`NOT_COMPUTABLE: ${error.message}`];
    throw error;
  }
}

function differenceLines(differences: readonly CapsuleDifference[]): string[] {
  const lines = differences
    .slice(0, SHOWN)
    .map(({ pointer, left, right }) => `DIFFERS ${pointer}: sealed ${textOf(left)}, recomputed ${textOf(right)}`);
  const left = differences.length - lines.length;
  return left > 0 ? [...lines, `DIFFERS at ${left} more places`] : lines;
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function complain(output: Output, text: string, exitCode: number): number {
  output.error(`capsule:verify: ${text}`);
  return exitCode;
}

if (isMain(import.meta.url)) process.exitCode = runCapsuleVerify(process.argv.slice(2), standardOutput);
