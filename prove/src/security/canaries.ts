import { type ServiceName, serviceNames } from '@mz/contracts';
import { findClearNumbers } from '@mz/dev-stack';
import { Redis } from 'ioredis';
import { plantedNumbers } from './heard.ts';
import { send } from './send.ts';
import type { Stage } from './stage.ts';

/** Answers whose purpose is a number in clear, to a service or to somebody with a case, each read in the ledger. */
const clearOnPurpose: readonly RegExp[] = [
  /^answer POST \/internal\/persons\/disclosures$/, // to a service, for its own work
  /^answer POST \/(?:api\/people\/)?v1\/persons\/[^/]+\/unmaskings?$/, // to somebody who said why
  /^answer GET \/(?:api\/payments\/)?v1\/bank-files\/[^/]+$/, // the order to the bank
];

/** The planted people's numbers and accounts stand in clear nowhere: answers, logs, every column of every database, queue, metrics. */
export async function canaries(stage: Stage): Promise<{ runs: number; faults: string[] }> {
  const { platform, logs, heard } = stage;
  const faults = [...heard.hits()]
    .filter(([place]) => !clearOnPurpose.some((shape) => shape.test(place)))
    .map(([place, count]) => `${place}: ${count} answers`);
  // Outbox, inbox and dead letters are tables like all others.
  const stored = await findClearNumbers({ adminUrl: platform.postgres.adminUrl, logs });
  faults.push(...stored.map(({ place, count }) => `${place}: ${count}`));
  const queue = await queueTexts(platform.queue.url);
  const metrics = await Promise.all(serviceNames.map((name) => metricsOf(stage, name)));
  const planted = plantedNumbers();
  const told = (text: string): boolean => planted.some((number) => text.includes(number));
  faults.push(...queue.filter(({ text }) => told(text)).map(({ key }) => `queue: ${key}`));
  faults.push(...metrics.filter(({ text }) => told(text)).map(({ name }) => `metrics of ${name}`));
  const silent = metrics
    .filter(({ text }) => text === '')
    .map(({ name }) => `${name} tells no metrics, so nothing is proved of them`);
  stage.say(
    `${planted.length} numbers planted; ${heard.count()} answers, ${queue.length} keys of the queue, ${metrics.length} pages of metrics`,
  );
  return { runs: heard.count() + queue.length + metrics.length, faults: [...faults, ...silent] };
}

async function metricsOf(stage: Stage, name: ServiceName): Promise<{ name: ServiceName; text: string }> {
  const answer = await send(stage, { base: stage.platform.urlOf(name), method: 'GET', path: '/metrics', headers: {} });
  return { name, text: answer.status === 200 ? answer.text : '' };
}

/** Everything that lies on the queue, by its keys. */
async function queueTexts(url: string): Promise<{ key: string; text: string }[]> {
  const redis = new Redis(url);
  try {
    const texts: { key: string; text: string }[] = [];
    for await (const keys of redis.scanStream({ count: 1_000 })) {
      for (const key of keys as string[])
        texts.push({ key, text: (await redis.dumpBuffer(key))?.toString('latin1') ?? '' });
    }
    return await withFields(redis, texts);
  } finally {
    redis.disconnect();
  }
}

/** A dump may be compressed, so hashes, where the payloads lie, are read by their fields. */
async function withFields(
  redis: Redis,
  texts: { key: string; text: string }[],
): Promise<{ key: string; text: string }[]> {
  const read: { key: string; text: string }[] = [];
  for (const { key, text } of texts) {
    const fields = (await redis.type(key)) === 'hash' ? Object.values(await redis.hgetall(key)).join('\n') : '';
    read.push({ key, text: `${text}\n${fields}` });
  }
  return read;
}
