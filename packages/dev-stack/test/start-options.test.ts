import { describe, expect, test } from 'vitest';
import { parseStartOptions } from '../src/start-options.ts';

const parse = (...args: string[]) => parseStartOptions(args, '/repo', '/home/clerk');

describe('npm start -- options', () => {
  test('without options: stay up, one process, data below the repository', () => {
    expect(parse()).toEqual({
      run: {
        once: false,
        processes: false,
        fresh: false,
        story: true,
        only: [],
        portOffset: 0,
        dataDir: '/repo/.data/dev',
      },
    });
  });

  test('--once without a folder begins empty, beside the kept data', () => {
    expect(parse('--once')).toMatchObject({ run: { once: true, fresh: true, dataDir: '/repo/.data/once' } });
  });

  test('paths are meant from where the person stands', () => {
    expect(parse('--once', '--json', 'out.json', '--processes', '--data', '../d')).toEqual({
      run: {
        once: true,
        processes: true,
        fresh: false,
        story: true,
        only: [],
        portOffset: 0,
        json: '/home/clerk/out.json',
        dataDir: '/home/d',
      },
    });
  });

  test('a run can begin with the data of one that has ended, and leave the story out', () => {
    expect(parse('--once', '--copy-of', 'fresh', '--data', 'd', '--no-story')).toMatchObject({
      run: { copyOf: '/home/clerk/fresh', dataDir: '/home/clerk/d', fresh: false, story: false },
    });
  });

  test('--help shows every option', () => {
    const parsed = parse('--help');
    for (const option of ['--once', '--json FILE', '--processes', '--data DIR', '--copy-of DIR', '--no-story']) {
      expect(parsed).toMatchObject({ help: expect.stringContaining(option) });
    }
  });

  test.each([['--bogus'], ['story'], ['--json']])('%s is told in one line', (argument) => {
    expect(parse(argument)).toMatchObject({ wrong: expect.stringMatching(/^[^\n]+--help$/) });
  });
});
