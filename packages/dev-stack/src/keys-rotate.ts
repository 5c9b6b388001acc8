import { knownName, runKeyCommand } from './keys/command-line.ts';
import { policyOf } from './keys/policy.ts';

const usage = `npm run -s keys:rotate -- --name <key|all> [--data DIR]
Makes the next version of a key; older versions stay for reading and verifying. Blind-index and audit keys are not turned.
KEYS_DIR stands over the keys of the data folder (.data/dev unless told).`;

await runKeyCommand(usage, async ({ keys, name }) => {
  if (name === undefined) {
    console.log(usage);
    return false;
  }
  const all = name === 'all';
  let ok = true;
  for (const one of all ? keys.names() : [knownName(keys, name)]) {
    const { fixed, restart } = policyOf(one);
    if (fixed === undefined) {
      const { version, id } = keys.rotate(one);
      console.log(`${one} version ${version} (${id}): restart ${restart.join(', then ')}`);
    } else {
      console.log(`${one} is not turned: ${fixed}`);
      ok = all;
    }
  }
  return ok;
});
