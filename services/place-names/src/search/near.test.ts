import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Wanted } from './admit.ts';
import { collect } from './collect.ts';
import { draftSegment } from './draft-segment.ts';
import { editsAllowed } from './edits.ts';
import { levels, roles } from './ranks.ts';
import { searchText } from './rules.ts';
import type { Segment } from './segment.ts';
import { spellQuery } from './spelling.ts';

// 东 and 冬, 家 and 加, 王 and 汪 sound alike.
const characters = [...'东冬西南北王汪家加庄村大街'];
const letters = [...'adeghijnowxz'];
const counties = [370_102_001_000, 370_103_001_000, 370_105_002_000] as const;

interface Place {
  readonly text: string;
  readonly plain: string;
  readonly initials: string;
  readonly code: number;
}

async function segmentOf(places: readonly Place[]): Promise<Segment> {
  const draft = draftSegment();
  places.forEach(({ text, plain, initials, code }, at) => {
    const id = `20000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
    draft.document({
      id,
      code,
      level: levels.STREET,
      category: 0,
      from: 0,
      to: 2,
      extinctFrom: 2,
      lon: null,
      lat: null,
      people: 0,
    });
    draft.name({ text, role: roles.FULL, pinyin: plain, plain, initials, from: 0, to: 2 });
  });
  return draft.build();
}

/** The whole matrix, without any thought. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let line = 1; line <= one.length; line += 1) {
    const next = [line];
    for (let at = 1; at <= other.length; at += 1) {
      const replaced = (row[at - 1] ?? 0) + (one[line - 1] === other[at - 1] ? 0 : 1);
      next.push(Math.min((row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

function tierOf({ text, plain, initials }: Place, query: string): number {
  if (text === query) return 1_000;
  if (text.startsWith(query)) return 800;
  if (text.includes(query)) return 650;
  const latin = /[a-z]/.test(query);
  if (latin && plain === query) return 550;
  if (latin && initials === query) return 500;
  if (latin && plain.startsWith(query)) return 450;
  const sounds = !latin && text.length === query.length && plain === spellQuery(query).plain;
  if (sounds && [...text].filter((character, at) => character !== query[at]).length === 1) return 300;
  const allowed = editsAllowed(query.length);
  return allowed > 0 && editDistance(latin ? plain : text, query) <= allowed ? 300 : 0;
}

/** Every place looked at, one after the other. */
function slowly(places: readonly Place[], query: string, wanted: Wanted, most: number): string[] {
  return places
    .map((place, document) => ({ document, code: place.code, tier: tierOf(place, query) }))
    .filter(
      ({ tier, code }) => tier > 0 && (wanted.within?.some(({ low, high }) => code >= low && code < high) ?? true),
    )
    .sort((one, other) => other.tier - one.tier || one.document - other.document)
    .slice(0, most)
    .map(({ document, tier }) => `${tier} ${document} ${tier === 300 ? editsOf(places[document], query) : 0}`);
}

function editsOf(place: Place | undefined, query: string): number {
  return editDistance((/[a-z]/.test(query) ? place?.plain : place?.text) ?? '', query);
}

const anyName = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 9 }).map((list) => list.join(''));
const anyPlaces = fc
  .array(fc.record({ text: anyName, code: fc.constantFrom(...counties) }), { minLength: 1, maxLength: 120 })
  .map((places) =>
    places
      .map(({ text, code }): Place => {
        const { plain, initials } = spellQuery(text);
        return { text, plain, initials, code };
      })
      .sort((one, other) => one.code - other.code),
  );

/** Up to three edits of a name or of its spelling. */
const anyQuestion = fc.record({
  of: fc.nat(),
  latin: fc.boolean(),
  edits: fc.array(fc.record({ kind: fc.constantFrom('IN', 'OUT', 'OTHER'), at: fc.nat(), unit: fc.nat() }), {
    maxLength: 3,
  }),
  within: fc.constantFrom(undefined, 370_102_000_000, 370_100_000_000),
  most: fc.constantFrom(1, 3, 11, 200),
});

type Question = typeof anyQuestion extends fc.Arbitrary<infer T> ? T : never;

function queryOf(places: readonly Place[], { of, latin, edits }: Question): string {
  const place = places[of % places.length];
  const units = [...((latin ? place?.plain : place?.text) ?? '')];
  const alphabet = latin ? letters : characters;
  for (const { kind, at, unit } of edits)
    units.splice(
      at % (units.length + 1),
      kind === 'IN' ? 0 : 1,
      ...(kind === 'OUT' ? [] : [alphabet[unit % alphabet.length] ?? '']),
    );
  return units.join('').slice(0, 50);
}

function wantedIn(code: number | undefined): Wanted {
  const width = code === 370_100_000_000 ? 1e8 : 1e6;
  const within = code === undefined ? undefined : [{ low: code, high: code + width, itself: true }];
  return { asOf: 1, includeFormer: false, within, category: undefined, near: undefined };
}

describe('§8.1: what is found by trees, lists and bounds', () => {
  it('is what looking at every name finds, in the same order, for thousands of slips', async () => {
    let asked = 0;
    const property = fc.asyncProperty(
      anyPlaces,
      fc.array(anyQuestion, { minLength: 40, maxLength: 40 }),
      async (places, questions) => {
        const segment = await segmentOf(places);
        for (const question of questions) {
          const query = queryOf(places, question);
          // ü is another matter: `lu` may be written for 吕.
          if (query === '' || /[ln]u/.test(query)) continue;
          const wanted = wantedIn(question.within);
          const found = collect([segment], [{ text: searchText(query), wanted }], { most: question.most });
          const quick = found.map(({ document, tier, edits }) => `${tier} ${document} ${edits}`);
          expect(quick, query).toEqual(slowly(places, query, wanted, question.most));
          asked += 1;
        }
      },
    );
    await fc.assert(property, { numRuns: 100 });
    expect(asked).toBeGreaterThan(2_000);
  });
});
