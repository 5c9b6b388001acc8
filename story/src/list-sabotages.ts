import { parseArgs } from 'node:util';
import { playSabotages } from './play-sabotages.ts';
import { sabotages } from './sabotages.ts';

// `npm run -s story:sabotages` lists the ids of the sabotages, one a line. With `-- --run` it plays the road of one household
// under each, with `-- --run --whole` the whole story, and ends with `SABOTAGES noticed=<n> of=<n>`; the exit code is 0 only
// when each made it fail by its name, at the expectation that it spoils. Names of sabotages behind the options play those alone.
const { values, positionals } = parseArgs({
  options: { run: { type: 'boolean', default: false }, whole: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((id) => !Object.hasOwn(sabotages, id));
const ids = positionals.length === 0 ? Object.keys(sabotages) : positionals;
if (unknown.length > 0) {
  console.error(`There is no sabotage ${unknown.join(', ')}; without --run they are listed`);
  process.exitCode = 2;
} else if (values.run) {
  const noticed = await playSabotages(ids, values.whole ? 'whole' : 'household');
  console.log(`SABOTAGES noticed=${noticed} of=${ids.length}`);
  process.exitCode = noticed === ids.length ? 0 : 1;
} else {
  for (const id of ids) console.log(id);
}
