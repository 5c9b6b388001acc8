import { createRandom, type Random } from '@mz/population';
import type { ListedName } from './listed.ts';

/** A question of the mix; `plain` is how a Han query of at most two characters is read, which the peer cannot know. */
export interface Question {
  readonly kind: string;
  readonly q: string;
  readonly plain: string;
}

/** What questions are made of: a sample of the names in force, and what is known of all. */
export interface Sample {
  see(name: ListedName): void;
  /** The same for the same seed and names. */
  questions(count: number): Question[];
}

const [full, short, former] = [1, 2, 8];
const sampled = 20_000;
const allHan = /^\p{Script=Han}+$/u;

/** Takes a sample of names that are in force on a day. */
export function takeSample(seed: string, asOf: number): Sample {
  const random = createRandom(seed);
  const kept: ListedName[] = [];
  const formers: ListedName[] = [];
  const counties = new Map<number, string>();
  const readings = new Map<string, string>();
  let seen = 0;
  return {
    see(name) {
      if (name.from > asOf || asOf >= name.to || !allHan.test(name.text)) return;
      if (name.text.length <= 2 && name.role !== former) readings.set(name.text, name.plain);
      if (name.level === 2 && name.role === short) counties.set(name.code, name.text);
      if (name.role === former) {
        formers.push(name);
        return;
      }
      seen += 1;
      if (kept.length < sampled) kept.push(name);
      else {
        const place = random.int(0, seen - 1);
        if (place < sampled) kept[place] = name;
      }
    },
    questions(count) {
      const makers = makersOf({ random, kept, formers, counties });
      const questions: Question[] = [];
      while (questions.length < count) {
        const [kind, make] = random.pick(makers);
        const q = make();
        const plain = q === undefined || q.length > 2 || !allHan.test(q) ? '' : readings.get(q);
        if (q !== undefined && plain !== undefined) questions.push({ kind, q, plain });
      }
      return questions;
    },
  };
}

interface Stock {
  readonly random: Random;
  readonly kept: readonly ListedName[];
  readonly formers: readonly ListedName[];
  readonly counties: ReadonlyMap<number, string>;
}

type Maker = readonly [kind: string, make: () => string | undefined];

/** Each as often as its share of 100. */
function makersOf(stock: Stock): Maker[] {
  const { random, kept, formers } = stock;
  const any = (): ListedName => random.pick(kept);
  const ofRole = (role: number): string | undefined => {
    const name = any();
    return name.role === role ? name.text : undefined;
  };
  const shares: readonly (readonly [share: number, kind: string, make: () => string | undefined])[] = [
    [22, 'name', () => ofRole(full)],
    [10, 'short name', () => ofRole(short)],
    [4, 'former name', () => random.pick(formers).text],
    [16, 'beginning', () => beginning(random, any().text)],
    [10, 'part', () => part(random, any().text)],
    [8, 'parent and name', () => withParent(stock, any())],
    [10, 'pinyin', () => any().plain],
    [2, 'pinyin with tones', () => any().toned],
    [4, 'initials', () => any().initials],
    [4, 'beginning of pinyin', () => beginning(random, any().plain)],
    [5, 'slip', () => slip(random, any().text)],
    [5, 'slip in pinyin', () => slip(random, any().plain)],
  ];
  return shares.flatMap(([share, kind, make]) => Array.from({ length: share }, (): Maker => [kind, make]));
}

function beginning(random: Random, text: string): string | undefined {
  return text.length < 3 ? undefined : text.slice(0, random.int(2, text.length - 1));
}

function part(random: Random, text: string): string | undefined {
  if (text.length < 4) return undefined;
  const from = random.int(1, text.length - 2);
  return text.slice(from, from + random.int(2, Math.min(4, text.length - from)));
}

function withParent({ counties }: Stock, name: ListedName): string | undefined {
  const county = counties.get(name.code - (name.code % 1_000_000));
  return county === undefined || name.level < 3 ? undefined : county + name.text;
}

/** One character left out, doubled, or taken by its neighbour. */
function slip(random: Random, text: string): string | undefined {
  if (text.length < 3) return undefined;
  const at = random.int(1, text.length - 2);
  const [head, own, tail] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  return random.pick([head + tail, head + own + own + tail, head + text.charAt(at + 1) + tail]);
}
