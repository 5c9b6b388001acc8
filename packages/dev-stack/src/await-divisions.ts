import type { ServiceName } from '@mz/contracts';

const deadlineMs = 20_000;
const pollMs = 50;

/** Waits until every service has place-names' divisions in memory; answers those that have not after 20 s. */
export async function awaitDivisions(urls: ReadonlyMap<ServiceName, string>): Promise<ServiceName[]> {
  if (!urls.has('place-names')) return [];
  const until = performance.now() + deadlineMs;
  const waiting = new Map(urls);
  while (waiting.size > 0 && performance.now() < until) {
    for (const [name, url] of waiting) if (await hasDivisions(url)) waiting.delete(name);
    if (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return [...waiting.keys()];
}

async function hasDivisions(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined); // a service that ended is late, too
  const body = (await answer?.json()) as { checks?: Record<string, [{ status: string }]> } | undefined;
  return body?.checks?.divisions?.[0].status === 'pass';
}
