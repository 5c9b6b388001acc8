import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sabotages } from './sabotages.ts';

// `npm run -s story:sabotages` lists the ids of the sabotages, one a line. With `-- --run` it plays the story under each
// and ends with `SABOTAGES noticed=<n> of=<n>`; the exit code is 0 only when each made the story fail by its name.
const { values } = parseArgs({ options: { run: { type: 'boolean', default: false } } });
const ids = Object.keys(sabotages);
if (values.run) await playAll();
else for (const id of ids) console.log(id);

async function playAll(): Promise<void> {
  let noticed = 0;
  for (const id of ids) {
    const { code, output } = await play(id);
    const named = output.split('\n').includes(`SABOTAGE ${id} was noticed`);
    const ok = code === 1 && named;
    if (ok) noticed += 1;
    else console.log(output.split('\n').slice(-20).join('\n'));
    console.log(`${ok ? 'noticed' : 'MISSED '} ${id} (exit code ${code})`);
  }
  console.log(`SABOTAGES noticed=${noticed} of=${ids.length}`);
  process.exitCode = noticed === ids.length ? 0 : 1;
}

async function play(id: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/start.mjs', '--once'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, STORY_SABOTAGE: id },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  return { code: typeof code === 'number' ? code : null, output };
}
