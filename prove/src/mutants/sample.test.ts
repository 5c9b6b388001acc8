import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { modules } from './modules.ts';
import { sampleOf } from './sample.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function windows(name: string, percent: number, seed = 1): readonly string[] {
  const module = modules[name];
  if (module === undefined) throw new RangeError(name);
  return sampleOf(module, { root, seed, percent }).mutate;
}

describe.each(Object.keys(modules))('the module %s', (name) => {
  it('has files, all of them in a sample of everything, and no tests among them', () => {
    const whole = windows(name, 100);
    expect(whole[0]).toMatch(/^(packages|services)\/.*\.ts:1-12$/);
    expect(whole.filter((window) => window.includes('.test.ts'))).toEqual([]);
  });
});

it('a sample is part of the whole, the same for a seed, another for another, and never empty', () => {
  const [whole, part] = [windows('money', 100), windows('money', 40)];
  expect(part.length).toBeLessThan(whole.length);
  expect(part.filter((window) => !whole.includes(window))).toEqual([]);
  expect(windows('money', 40)).toEqual(part);
  expect(windows('money', 40, 2)).not.toEqual(part);
  expect(windows('money', 0)).toHaveLength(1);
});
