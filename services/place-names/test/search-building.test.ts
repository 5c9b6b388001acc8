import { startTestServices, type TestServices } from '@mz/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** So many may wait for the index; whoever comes then is told to ask again. */
const waiting = 16;
const generated = 20_000;

let services: TestServices;
let base: string;

beforeAll(async () => {
  services = await startTestServices(['place-names'], { seed: 'copied' });
  base = services.url('place-names');
  const places = services.get('place-names');
  await places.rows(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, source, recorded_at, updated_at)
     select gen_random_uuid(), gen_random_uuid(), '23500', 'STANDARD', 'STANDARD', name, name, '', 'Zàojiàn Lù', 'zaojianlu',
       'zjl', '370102000000', 'SEED', now(), now()
     from (select '造' || chr(20000 + number % 200) || chr(20200 + number / 200) || '路' as name
       from generate_series(0, $1 - 1) as number) as made`,
    [generated],
  );
});
afterAll(() => services?.stop());

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | null;
  readonly found: number;
}

async function search(q = '章丘'): Promise<Answer> {
  const answer = await fetch(`${base}/v1/place-names?q=${encodeURIComponent(q)}&asOf=2014-04-28`);
  const body = (await answer.json()) as { code?: string; items?: unknown[] };
  const retryAfter = answer.headers.get('retry-after');
  return { status: answer.status, code: body.code, retryAfter, found: body.items?.length ?? 0 };
}

const others = [
  '/v1/divisions/370181?asOf=2014-04-28',
  '/v1/divisions/370100/children?asOf=2014-04-28',
  `/v1/addresses:standardise?address=${encodeURIComponent('济南市章丘市双山街道X路1号')}&asOf=2018-06-01`,
  `/v1/pinyin?text=${encodeURIComponent('单县')}`,
  '/gazetteer/heritage',
  '/readyz',
];

/** Each of the other endpoints once: its path where it answers, what it says where it does not. */
async function readOthers(): Promise<string[]> {
  const said: string[] = [];
  for (const path of others) {
    const answer = await fetch(`${base}${path}`);
    const text = await answer.text();
    said.push(answer.status === 200 ? path : `${path} ${answer.status} ${text}`);
  }
  return said;
}

it('while the index is read for the first time all other calls are answered, and a search beyond the sixteenth says so', async () => {
  const { kit } = services.get('place-names');
  const told = { status: 503, code: 'SEARCH_INDEX_BUILDING', retryAfter: '5', found: 0 };
  const asked: Promise<Answer>[] = [];
  await kit.write(kit.system('searches.read'), async ({ db }) => {
    // What only the index reads is held back: it is being built for as long as this test wants.
    await sql`lock table division_population in access exclusive mode`.execute(db);
    for (let place = 0; place <= waiting; place += 1) asked.push(search());
    expect(await Promise.race(asked)).toEqual(told);
    for (let round = 0; round < 10; round += 1) {
      expect(await readOthers()).toEqual(others);
      expect(await search()).toEqual(told);
    }
  });
  // From here on the build is at work: an event loop that it held would answer nothing before its end.
  const building = { done: false };
  const ended = Promise.all(asked).then((all) => {
    building.done = true;
    return all.map(({ status }) => status).sort((one, other) => one - other);
  });
  let rounds = 0;
  while (!building.done) {
    expect(await readOthers()).toEqual(others);
    rounds += 1;
  }
  expect(rounds).toBeGreaterThan(3);
  expect(await ended).toEqual([...Array.from({ length: waiting }, () => 200), 503]);
  expect(await search()).toMatchObject({ status: 200, code: undefined });
  expect((await search('造')).found).toBe(20);
});
