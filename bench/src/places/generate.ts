import { createRandom, type Random } from '@mz/population';
import type pg from 'pg';
import { copyRows } from '../server.ts';
import type { ListedName } from './listed.ts';

/** A part of a name with its letters. */
interface Part {
  readonly text: string;
  /** One word with tones, lower case. */
  readonly pinyin: string;
  readonly initials: string;
}

/** Generated names of a real specific part, a word before it, and a word for what it is. */
const before: readonly Part[] = parts('东dōng 西xī 南nán 北běi 新xīn 老lǎo 前qián 后hòu 上shàng 下xià 大dà 小xiǎo');
const streets: readonly Part[] = parts('路lù 街jiē 大街dà.jiē 大道dà.dào 巷xiàng 胡同hú.tong');
const features: readonly Part[] = parts(
  '山shān 河hé 水库shuǐ.kù 桥qiáo 公园gōng.yuán 沟gōu 岭lǐng 泉quán 庙miào 渠qú 湾wān 顶dǐng 崮gù 遗址yí.zhǐ 广场guǎng.chǎng',
);
const categories = { street: '23490', feature: '13990' } as const;

function parts(list: string): Part[] {
  return list.split(' ').map((entry) => {
    const [, text = '', spelt = ''] = /^(\p{Script=Han}+)(.+)$/u.exec(entry) ?? [];
    const syllables = spelt.split('.');
    return { text, pinyin: syllables.join(''), initials: syllables.map((one) => one.charAt(0)).join('') };
  });
}

/** What the generated names are made of: short names of villages and where they lie. */
export interface Grounds {
  readonly specific: readonly Part[];
  readonly townships: readonly string[];
}

const longestSpecific = 4;

/** Reads from the listed names what to build others of. */
export function groundsOf(names: readonly ListedName[]): Grounds {
  const known = new Map<string, Part>();
  const townships = new Set<string>();
  for (const { text, toned, initials, level, role, code, to } of names) {
    if (level === 3 && to === 99_999_999) townships.add(String(code));
    const isSpecific = level === 4 && role === 2 && text.length <= longestSpecific && /^\p{Script=Han}+$/u.test(text);
    if (isSpecific) known.set(text, { text, pinyin: toned, initials });
  }
  return { specific: [...known.values()], townships: [...townships] };
}

const columns = [
  ...['place_id', 'feature_id', 'category_code', 'name_kind', 'status', 'name', 'specific_part', 'generic_part'],
  ...[
    'pinyin',
    'pinyin_plain',
    'initials',
    'division_code',
    'lon',
    'lat',
    'secrecy',
    'source',
    'recorded_at',
    'updated_at',
  ],
] as const;

/** Writes as many names of streets and features as are told, the same for the same seed. */
export async function writeGenerated(
  client: pg.Client,
  grounds: Grounds,
  { seed, count }: { readonly seed: string; readonly count: number },
): Promise<void> {
  await client.query(
    `insert into place_category (category_code, title, group_code, provenance) values
       ('${categories.street}', '道路', '23', 'ASSUMED'), ('${categories.feature}', '其他', '13', 'ASSUMED')
     on conflict do nothing`,
  );
  // Each is the only name of its feature, and no search looks at the cells: a million rows of both would take half an hour.
  await client.query(
    'alter table place_name drop constraint place_name_one_standard, disable trigger place_name_cells',
  );
  await copyRows(client, 'place_name', columns, generated(createRandom(seed), grounds, count));
  await client.query('analyze place_name');
}

function* generated(random: Random, grounds: Grounds, count: number): Generator<unknown[]> {
  for (let index = 0; index < count; index += 1) {
    const isStreet = random.chance(45);
    const [lead, body, generic] = [
      random.chance(40) ? random.pick(before) : undefined,
      random.pick(grounds.specific),
      random.pick(isStreet ? streets : features),
    ];
    const specific = (lead?.text ?? '') + body.text;
    const word = capital((lead?.pinyin ?? '') + body.pinyin);
    const id = `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const pinyin = `${word} ${capital(generic.pinyin)}`;
    yield [
      ...[id, id, isStreet ? categories.street : categories.feature, 'STANDARD', 'STANDARD'],
      ...[specific + generic.text, specific, generic.text, pinyin, plainOf(pinyin)],
      ...[(lead?.initials ?? '') + body.initials + generic.initials, random.pick(grounds.townships)],
      ...[(114_800 + random.int(0, 7_900)) / 1_000, (34_400 + random.int(0, 3_900)) / 1_000],
      ...['PUBLIC', 'SEED', '2014-01-01Z', '2014-01-01Z'],
    ];
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function plainOf(pinyin: string): string {
  return pinyin
    .replaceAll(/[üǖǘǚǜ]/g, 'v')
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z]/g, '')
    .toLowerCase();
}
