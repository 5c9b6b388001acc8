import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { storyHouseholds } from '@mz/population';
import { collectExpectations, StoryStopped, untilFirstFailure } from './expectations.ts';
import { createPeople } from './http.ts';
import { playHousehold, playStory } from './play.ts';
import { sabotages } from './sabotages.ts';
import { createTime } from './time.ts';
import { readWorld } from './world.ts';

const usage = `Plays the main job of the platform over HTTP.
  --json FILE   write every expectation {id, request, expected, actual, held}
  --ready S     seconds that the platform took to be ready, for the last line
STORY_GATEWAY and STORY_SERVICES say where the platform is; STORY_SABOTAGE=<id> spoils one thing;
STORY_ROAD=household plays the road of one household alone.`;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    ready: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const sabotage = process.env.STORY_SABOTAGE;
if (sabotage !== undefined && !(sabotage in sabotages)) {
  console.error(`STORY_SABOTAGE=${sabotage} is unknown; npm run -s story:sabotages lists them`);
  process.exit(2);
}

const started = Date.now();
const world = readWorld(process.env);
const expectations = collectExpectations((line) => console.error(line));
// A spoiled run has shown what it can once one expectation failed.
const watched = sabotage === undefined ? expectations : untilFirstFailure(expectations);
const time = createTime(world);
const people = createPeople(world);
try {
  const spoils = { sabotaged: (id: string) => id === sabotage, say: (line: string) => console.log(line) };
  const play = process.env.STORY_ROAD === 'household' ? playHousehold : playStory;
  await play({ world, expectations: watched, ...people, ...time, ...spoils }, storyHouseholds);
} catch (error) {
  if (!(error instanceof StoryStopped)) {
    expectations.expect(
      'story.finished',
      'the whole story',
      true,
      error instanceof Error ? error.message : String(error),
    );
  }
}
const held = expectations.all.filter((one) => one.held).length;
const failed = expectations.all.length - held;
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(expectations.all, null, 2)}\n`);
if (sabotage !== undefined && failed > 0) console.log(`SABOTAGE ${sabotage} was noticed`);
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`STORY held=${held} failed=${failed} ready_s=${values.ready} story_s=${seconds}`);
process.exitCode = failed === 0 ? 0 : 1;
