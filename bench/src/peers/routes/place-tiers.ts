import type pg from 'pg';

/** A query as the peer gets it: cleaned, with the reading of a short Han text. */
export interface Asked {
  readonly q: string;
  readonly plain: string;
  readonly asOf: number;
  readonly size: number;
}

/** A row of the answer. */
export interface Row {
  readonly code: string;
  readonly name: string;
  readonly tier: number;
}

interface Hit extends Row {
  readonly doc: number;
}

/** A text among codes from `low` to before `high`; `self` codes are outside. */
interface Reading {
  readonly text: string;
  readonly plain: string;
  readonly within: readonly (readonly [low: number, high: number])[] | undefined;
}

type Find = (reading: Reading, most: number) => Promise<Hit[]>;

const anyHan = /\p{Script=Han}/u;
/** A document may match by several of its names. */
const namesEach = 3;
const lastUnit = String.fromCodePoint(0x10ffff);

/** The page of a query, by the same tiers as the service: a statement a tier, and none once the page is full. */
export async function searchByTrigrams(pool: pg.Pool, { q, plain, asOf, size }: Asked): Promise<Row[]> {
  const run = async (text: string, values: unknown[]): Promise<Hit[]> => (await pool.query<Hit>(text, values)).rows;
  const finds = findsOf(run, asOf);
  const latin = !anyHan.test(q);
  const whole: Reading = { text: q, plain, within: undefined };
  const steps = latin ? finds.latin : finds.han;
  const splits = latin ? [] : await splitParents(run, q, asOf);
  if (splits.length === 0) return collect(steps, [whole], size);
  const exact = await collect([finds.exact], [whole], 1);
  if (exact.length > 0) return collect(steps, [whole], size);
  const inside = await collect(steps, splits, size);
  if (inside.length > 0) return inside;
  return collect(
    steps,
    splits.map((one) => ({ ...one, within: undefined })),
    size,
  );
}

/** The best tier of each document over all readings, tier after tier. */
async function collect(finds: readonly Find[], readings: readonly Reading[], size: number): Promise<Row[]> {
  const seen = new Set<number>();
  const rows: Hit[] = [];
  for (const find of finds) {
    if (rows.length >= size) break;
    const best = new Map<number, Hit>();
    for (const reading of readings)
      for (const hit of await find(reading, size + seen.size)) {
        const known = best.get(hit.doc);
        if (!seen.has(hit.doc) && (known === undefined || known.tier < hit.tier)) best.set(hit.doc, hit);
      }
    const sorted = [...best.values()].sort((a, b) => b.tier - a.tier || a.doc - b.doc);
    for (const hit of sorted.slice(0, size - rows.length)) {
      seen.add(hit.doc);
      rows.push(hit);
    }
  }
  return rows.map(({ code, name, tier }) => ({ code, name, tier }));
}

type Run = (text: string, values: unknown[]) => Promise<Hit[]>;

function findsOf(run: Run, asOf: number): { exact: Find; han: Find[]; latin: Find[] } {
  /** `$1` the day, `$2` and `$3` the lower and upper codes, `$4` the limit; further values follow. */
  const find =
    (tier: string, where: string, valuesOf: (reading: Reading) => unknown[] | undefined): Find =>
    async (reading, most) => {
      const values = valuesOf(reading);
      if (values === undefined) return [];
      const [lows, highs] = [reading.within?.map(([low]) => low), reading.within?.map(([, high]) => high)];
      const inside =
        lows === undefined
          ? '$2::bigint[] is null and $3::bigint[] is null'
          : 'exists (select from unnest($2::bigint[], $3::bigint[]) r (low, high) where code >= low and code < high and (level > 4 or code <> low))';
      // Where a statement is of one tier, the rows may come in the order of an index.
      const order = /^\d+$/.test(tier) ? 'doc' : 'tier desc, doc';
      const text = `select doc, lpad(code::text, 12, '0') as code, name, ${tier} as tier from peer_name
        where from_day <= $1 and to_day > $1 and ${inside} and ${where} order by ${order} limit $4`;
      return run(text, [asOf, lows ?? null, highs ?? null, most * namesEach, ...values]);
    };
  const exact = find('case role when 1 then 1000 when 8 then 900 else 950 end', 'text = $5', ({ text }) => [text]);
  const beginning = find(
    'case role when 8 then 750 else 800 end',
    'text >= $5 and text < $6 and role in (1, 4, 8)',
    ({ text }) => [text, text + lastUnit],
  );
  const containing = find('650', 'text like $5 and role in (1, 4)', ({ text }) => [`%${text}%`]);
  const plain = find(
    'case when role = 8 then 540 when $6::text is null or toned = $6 then 550 else 545 end',
    'plain = any($5)',
    ({ text }) => [variantsOf(plainOf(text)), tonedOf(text)],
  );
  const initials = find('500', 'initials = $5 and role <> 8', ({ text }) => [plainOf(text)]);
  const plainBeginning = find(
    '450',
    'exists (select from unnest($5::text[], $6::text[]) v (low, high) where plain >= low and plain < high) and role <> 8',
    ({ text }) => [variantsOf(plainOf(text)), variantsOf(plainOf(text)).map((one) => one + lastUnit)],
  );
  const near = nearOf(find);
  return {
    exact,
    han: [exact, beginning, containing, near.han],
    latin: [exact, beginning, containing, plain, initials, plainBeginning, near.latin],
  };
}

type Make = (tier: string, where: string, valuesOf: (reading: Reading) => unknown[] | undefined) => Find;

/**
 * Edit distance with the indexes that there are: of two pieces (three for two edits) at least one is untouched, the first at
 * the beginning, the last at the end, the middle one anywhere.
 */
function nearOf(make: Make): { han: Find; latin: Find } {
  const near = (column: 'text' | 'plain', edits: 1 | 2, textOf: (reading: Reading) => string): Find => {
    const ends = `(${column} >= $5 and ${column} < $6) or (reverse(${column}) collate "C" >= $7 and reverse(${column}) collate "C" < $8)`;
    const pieces = edits === 1 ? `(${ends}) and $9::text is null` : `(${ends} or ${column} like $9)`;
    const where = `${pieces} and role <> 8 and char_length(${column}) between char_length($10::text) - ${edits} and char_length($10::text) + ${edits}
      and levenshtein_less_equal(${column}, $10, ${edits}) <= ${edits}`;
    return make('300', where, (reading) => {
      const text = textOf(reading);
      if (text.length < 3 || text.length >= 6 !== (edits === 2)) return undefined;
      const first = edits === 1 ? Math.floor(text.length / 2) : Math.max(1, Math.floor((text.length - 3) / 2));
      const last = edits === 1 ? first : first + 3;
      const [head, middle, tail] = [
        text.slice(0, first),
        text.slice(first, last),
        [...text.slice(last)].reverse().join(''),
      ];
      return [head, head + lastUnit, tail, tail + lastUnit, edits === 1 ? null : `%${middle}%`, text];
    });
  };
  const sounding = make(
    '300',
    'plain = $5 and role <> 8 and char_length(text) = char_length($6::text) and levenshtein(text, $6) = 1',
    ({ text, plain }) => (text.length <= 2 && plain !== '' ? [plain, text] : undefined),
  );
  const latin = (reading: Reading): string => plainOf(reading.text);
  const together =
    (...finds: Find[]): Find =>
    async (reading, most) => {
      const rows: Hit[] = [];
      for (const one of finds) rows.push(...(await one(reading, most)));
      return rows;
    };
  const han = ({ text }: Reading): string => text;
  return {
    han: together(sounding, near('text', 1, han), near('text', 2, han)),
    latin: together(near('plain', 1, latin), near('plain', 2, latin)),
  };
}

/** Parents that the text begins with, one inside the other, each with at least two characters before and behind. */
async function splitParents(run: Run, text: string, asOf: number): Promise<Reading[]> {
  const starts = Array.from({ length: Math.max(0, text.length - 3) }, (_, at) => at + 2);
  const parts = starts
    .flatMap((end) => starts.map((_, from) => text.slice(from, end)))
    .filter((one) => one.length >= 2);
  if (parts.length === 0) return [];
  const rows = (await run(
    'select text as name, code::text, level as doc, 0 as tier from peer_name where text = any($1) and level < 4 and from_day <= $2 and to_day > $2 order by doc, code',
    [[...new Set(parts)], asOf],
  )) as Hit[];
  const named = Map.groupBy(rows, ({ name }) => name);
  const readings: Reading[] = [];
  const take = (rest: string, outer: Reading['within']): void => {
    for (let at = rest.length - 2; at >= 2 && readings.length < 12; at -= 1) {
      const ranges = (named.get(rest.slice(0, at)) ?? []).map(({ code }) => rangeOf(Number(code)));
      const within = ranges.filter(
        ([low, high]) => outer === undefined || outer.some(([a, b]) => low > a && high <= b),
      );
      if (within.length === 0) continue;
      readings.push({ text: rest.slice(at), plain: '', within });
      take(rest.slice(at), within);
    }
  };
  take(text, undefined);
  return Promise.all(readings.map((one) => readOut(run, one)));
}

/** How a short rest is read, by any name that is equal to it. */
async function readOut(run: Run, reading: Reading): Promise<Reading> {
  if (reading.text.length > 2) return reading;
  const [known] = await run('select plain as name from peer_name where text = $1 and role <> 8 limit 1', [
    reading.text,
  ]);
  return { ...reading, plain: known?.name ?? '' };
}

function rangeOf(code: number): readonly [number, number] {
  const width = [1e10, 1e8, 1e6, 1e3].find((one) => code % one === 0) ?? 1;
  return [code, code + width];
}

const marks = /[\u0300\u0301\u0304\u030c]/g;

function plainOf(text: string): string {
  return text.normalize('NFD').replaceAll(marks, '').normalize('NFC').replaceAll('ü', 'v').toLowerCase();
}

function tonedOf(text: string): string | null {
  return text === plainOf(text) ? null : text;
}

/** `lu` and `nu` may stand for ü, which the tables write v. */
function variantsOf(plain: string): string[] {
  const at = [...plain.matchAll(/[ln]u/g)].slice(0, 3).map(({ index }) => index + 1);
  return Array.from({ length: 2 ** at.length }, (_, mask) =>
    [...plain].map((letter, place) => (at.includes(place) && (mask >> at.indexOf(place)) & 1 ? 'v' : letter)).join(''),
  );
}
