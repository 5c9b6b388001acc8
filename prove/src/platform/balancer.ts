/** What stands before several processes of a service: calls go round, and not to one that is not ready. */
export interface Balancer {
  /** Sends a call to the next ready process; one that takes no connection is passed over, anything else is the caller's answer. */
  send(path: string, request: RequestInit): Promise<Response>;
  /** How many calls were passed on because a process took no connection. */
  readonly passedOver: () => number;
  stop(): Promise<void>;
}

const lookEveryMs = 100;
const lookDeadlineMs = 5_000;

/** Starts a balancer over these addresses, which looks at /readyz of each several times a second. */
export function startBalancer(urls: readonly string[]): Balancer {
  const ready = new Set(urls);
  let turn = 0;
  let passed = 0;
  let stopped = false;
  const watch = async (url: string): Promise<void> => {
    while (!stopped) {
      if (await isReady(url)) ready.add(url);
      else ready.delete(url);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };
  const watching = urls.map(watch);

  async function send(path: string, request: RequestInit): Promise<Response> {
    const untried = new Set(ready);
    for (;;) {
      const choice = [...untried];
      const url = choice[turn++ % Math.max(choice.length, 1)];
      if (url === undefined) throw new Error('no process is ready');
      try {
        return await fetch(`${url}${path}`, request);
      } catch (error) {
        if (!wasRefused(error)) throw error;
        passed += 1;
        untried.delete(url);
        ready.delete(url);
      }
    }
  }

  return {
    send,
    passedOver: () => passed,
    async stop() {
      stopped = true;
      await Promise.all(watching);
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(lookDeadlineMs) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false; // it does not listen
  }
}

/** Nothing was sent: the process took no connection. */
function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
