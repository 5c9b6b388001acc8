import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDataDir, untilDeserted } from './stack.ts';

const start = fileURLToPath(new URL('../src/start.ts', import.meta.url));
const portOffset = 21_000;
const identityUrl = `http://127.0.0.1:${8081 + portOffset}`;

let place: ReturnType<typeof makeDataDir>;
const children: ChildProcess[] = [];

beforeEach(() => {
  place = makeDataDir();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await place.remove();
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
  /** Resolves when the text was printed, rejects when the run ends first. */
  until(text: string): Promise<void>;
}

function run(...args: string[]): Run {
  const fixed = ['--data', place.dataDir, '--port-offset', String(portOffset), '--only', 'identity'];
  const child = spawn(process.execPath, [start, ...fixed, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  const listeners: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  return {
    child,
    ended,
    output: () => output,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        listeners.push(look);
        look();
        void ended.then(() => reject(new Error(`ended before "${text}": ${output}`)));
      }),
  };
}

describe('npm start', () => {
  test.each([
    ['in one process', []],
    ['in a process for each service', ['--processes']],
  ])(
    '%s: serves, ends on Ctrl-C without a process left, and carries on on the same data',
    async (_, args) => {
      const first = run(...args);
      await first.until('Ready after');
      const moved = await fetch(`${identityUrl}/internal/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: '2014-05-06T09:00:00+08:00' }),
      });
      expect(moved.status).toBe(200);
      first.child.kill('SIGINT');
      expect(await first.ended).toBe(0);
      await untilDeserted(place.dataDir);
      await expect(fetch(`${identityUrl}/livez`)).rejects.toThrow();

      const second = run(...args);
      await second.until('Ready after');
      const clock = await (await fetch(`${identityUrl}/internal/clock`)).json();
      expect(clock).toMatchObject({ today: '2014-05-06' });
      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
    },
    120_000,
  );

  test('PORT_BUSY: one line that names the port, its service and the option', async () => {
    const other = createServer().listen(8081 + portOffset, '127.0.0.1');
    await once(other, 'listening');
    const refused = run('--once');
    expect(await refused.ended).toBe(1);
    other.close();
    const lines = refused.output().trim().split('\n');
    expect(lines.at(-1)).toBe(
      `Port ${8081 + portOffset} (identity) is in use: end what listens there, or move all ports with npm start -- --port-offset 1000.`,
    );
    expect(refused.output()).not.toContain('    at ');
  }, 120_000);
});
