import { draftApplication } from '@mz/contracts';
import type { Random } from '@mz/population';
import { openPlatform, type Platform, producer } from '../platform/index.ts';
import { type Answer, type Officer, openOfficer } from '../workload/officer.ts';
import type { ProofOptions } from './proof.ts';

/** 64 calls at once saturate a small machine; what is refused then says nothing of keys, and has a proof of its own. */
const refusesNone = { CALLS_WHEN_SATURATED: '0' };

/** One key, what it is sent with, and whether part of its posts carry another body. */
interface Keyed {
  readonly key: string;
  readonly bodies: readonly [object, object];
  readonly contested: boolean;
}

const parallel = 64;
const villages = ['370102001001', '370102001002', '370102001003'] as const;

/**
 * 64 posts at once with one Idempotency-Key have one effect and one answer, another body under the key is refused, in a
 * quarter of the keys within the same burst; all of it holds after the service was killed and started again. Answers the
 * faults.
 */
export async function oneKey(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const platform = await openPlatform(say, { queue });
  try {
    for (const name of ['identity', 'place-names'] as const) await platform.start(name);
    const service = await platform.start(producer, refusesNone);
    const officer = await openOfficer(platform, 'lixia-acceptor');
    const keys = Array.from({ length: short ? 30 : 1_000 }, (_, index) => planKey(random, index));
    const faults: string[] = [];
    const answers = new Map<string, { body: object; text: string }>();
    for (const keyed of keys) faults.push(...(await burst(officer, keyed, { random, answers })));
    say(
      `${keys.length} keys × ${parallel} posts, ${keys.filter(({ contested }) => contested).length} of them contested`,
    );
    await service.kill();
    await platform.start(producer, refusesNone);
    for (const keyed of keys) faults.push(...(await again(officer, keyed, answers)));
    say('the same keys after a kill and a start');
    return [...faults, ...(await effects(platform, keys.length))];
  } finally {
    await platform.stop();
  }
}

function planKey(random: Random, index: number): Keyed {
  const key = `one-key-${index}-${random.int(0, 0xffff_ffff).toString(16)}`;
  const [own, other] = random.int(0, 1) === 0 ? [villages[0], villages[1]] : [villages[1], villages[2]];
  return { key, bodies: [bodyOf(own), bodyOf(other)], contested: index % 4 === 0 };
}

function bodyOf(divisionCode: string): object {
  return { programme: 'URBAN_DIBAO', divisionCode, filedBy: 'HEAD' };
}

function post(officer: Officer, key: string, body: object): Promise<Answer | undefined> {
  return officer.call({ operation: draftApplication, key, body });
}

type Burst = { random: Random; answers: Map<string, { body: object; text: string }> };

async function burst(officer: Officer, keyed: Keyed, { random, answers }: Burst): Promise<string[]> {
  const { key, bodies, contested } = keyed;
  const sent = Array.from({ length: parallel }, () => bodies[contested && random.int(0, 3) === 0 ? 1 : 0]);
  const got = await Promise.all(sent.map(async (body) => ({ body, answer: await post(officer, key, body) })));
  const made = got.filter(({ answer }) => answer?.status === draftApplication.success.status);
  const [first] = made;
  if (first?.answer === undefined) return [`${key}: no success; ${statuses(got)}`];
  answers.set(key, { body: first.body, text: first.answer.text });
  const faults = made.some(({ answer }) => answer?.text !== first.answer?.text) ? [`${key}: two answers`] : [];
  const wrong = got.filter(({ body, answer }) => answer?.status !== (body === first.body ? 201 : 422));
  return wrong.length === 0 ? faults : [...faults, `${key}: ${statuses(wrong)} are wrong`];
}

async function again(officer: Officer, keyed: Keyed, answers: Burst['answers']): Promise<string[]> {
  const known = answers.get(keyed.key);
  if (known === undefined) return [];
  const other = keyed.bodies.find((body) => body !== known.body);
  if (other === undefined) return [`${keyed.key}: both bodies are one`];
  const [same, refused] = await Promise.all([post(officer, keyed.key, known.body), post(officer, keyed.key, other)]);
  return [
    ...(same?.status === 201 && same.text === known.text ? [] : [`${keyed.key} after the start: ${same?.status}`]),
    ...(refused?.status === 422 ? [] : [`${keyed.key} with another body after the start: ${refused?.status}`]),
  ];
}

function statuses(got: readonly { answer: Answer | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of got) {
    const name = `${answer?.status ?? 'no answer'}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');
}

/** Rows of every kind that a draft leaves: one a key. */
async function effects(platform: Platform, keys: number): Promise<string[]> {
  const [found] = await platform.rows<Record<string, number>>(
    producer,
    `select (select count(*)::int from application) as applications,
       (select count(*)::int from application_step) as steps,
       (select count(*)::int from idempotency_key where operation_id = 'applications.draft') as keys,
       (select count(*)::int from audit_log where operation_id = 'applications.draft') as "audit rows",
       (select count(distinct payload -> 'data' ->> 'caseId')::int from outbox where type like '%.case.opened.%') as cases,
       (select count(*)::int from outbox where type like '%.case.opened.%') as events`,
  );
  return Object.entries(found ?? {}).flatMap(([what, count]) =>
    count === keys ? [] : [`${keys} keys made ${count} ${what}`],
  );
}
