import type { Log } from './child.ts';

/** Says what goes on when it takes longer than a second, and again every five. */
export async function withProgress<T>(label: string, log: Log, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const say = (): void => log(`${label} … ${Math.round((performance.now() - started) / 1_000)} s`);
  const first = setTimeout(say, 1_000);
  const again = setInterval(say, 5_000);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(again);
  }
}
