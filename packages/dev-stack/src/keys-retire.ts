import { KeyStoreError } from '@mz/crypto';
import { knownName, runKeyCommand } from './keys/command-line.ts';
import { policyOf } from './keys/policy.ts';
import { countUses } from './keys/uses.ts';

const usage = `npm run -s keys:retire -- --name <key> --version <n> [--data DIR]
Puts an older version of a key aside (<file>.retired), unless a stored value still stands under it.`;

await runKeyCommand(usage, async ({ dataDir, keys, name, version }) => {
  if (name === undefined || version === undefined) {
    console.log(usage);
    return false;
  }
  const known = knownName(keys, name);
  const policy = policyOf(known);
  const key = keys.versions(known).find((one) => one.version === version);
  if (key === undefined) throw new KeyStoreError('KEY_NOT_FOUND', `no key ${known} version ${version}`);
  if (policy.retire === 'NEVER') {
    console.log(`${known} version ${version} stays: ${policy.fixed ?? 'old signatures are checked with it'}`);
    return false;
  }
  const uses = await countUses(dataDir, key, policy);
  for (const { place, values } of uses) console.log(`${place} ${values} values under version ${version}`);
  if (uses.length > 0) {
    console.log(`${known} version ${version} stays until nothing stands under it: npm run -s keys:rewrap`);
    return false;
  }
  keys.retire(known, version);
  console.log(`${known} version ${version} retired`);
  return true;
});
