import { randomBytes } from 'node:crypto';
import type { ServiceName } from '@mz/contracts';
import { loadDefinition } from '@mz/dev-stack';
import { freePort } from './free-port.ts';
import { startTestService, type TestService, type TestServiceOptions } from './test-service.ts';
import { createTestIssuer, type TestIssuer, type TestTokenInput } from './tokens.ts';

/** Several real services of one process that call each other over HTTP and hand events through the real queue. */
export interface TestServices {
  readonly issuer: TestIssuer;
  get(name: ServiceName): TestService;
  url(name: ServiceName): string;
  token(input: TestTokenInput): Promise<string>;
  /** Resolves when nothing is on the way any more: outboxes relayed, queues empty, inboxes applied. */
  settle(): Promise<void>;
  /** Moves the business clock of all services to 09:00 of a day, settling after each. */
  setToday(day: string): Promise<void>;
  stop(): Promise<void>;
}

/** The address of a service of the test. */
export type UrlOf = (name: ServiceName) => string;

/** Options of all, and of single services. */
export interface TestServicesOptions
  extends Omit<TestServiceOptions, 'issuer' | 'port' | 'queueNamespace' | 'config' | 'peers'> {
  readonly configs?: Partial<Record<ServiceName, unknown>> | ((url: UrlOf) => Partial<Record<ServiceName, unknown>>);
  /** Who issues the tokens, such as the running identity; an issuer of the test's own unless told. */
  readonly issuerAt?: (url: UrlOf) => TestIssuer;
}

/** Starts services that know each other's addresses, with one issuer and one queue. */
export async function startTestServices(
  names: readonly ServiceName[],
  options: TestServicesOptions = {},
): Promise<TestServices> {
  const queueNamespace = randomBytes(8).toString('hex');
  const ports = new Map<ServiceName, number>();
  for (const name of names) ports.set(name, await freePort());
  const urls = { ...options.urls, ...Object.fromEntries(names.map((name) => [name, urlOf(ports, name)])) };
  const { configs: given = {}, issuerAt, ...common } = options;
  const at: UrlOf = (name) => urlOf(ports, name);
  const configs = typeof given === 'function' ? given(at) : given;
  const issuer = issuerAt ? issuerAt(at) : await createTestIssuer();
  const running = new Map<ServiceName, TestService>();
  for (const name of names) {
    const own = { config: configs[name], port: ports.get(name) ?? 0 };
    running.set(
      name,
      await startTestService(await loadDefinition(name), {
        ...common,
        ...own,
        issuer,
        urls,
        queueNamespace,
        peers: names,
      }),
    );
  }
  for (const test of running.values()) await test.service.listen();

  const get = (name: ServiceName): TestService => {
    const found = running.get(name);
    if (!found) throw new Error(`${name} was not started in this test`);
    return found;
  };
  const settle = (): Promise<void> => settleAll([...running.values()]);
  return {
    issuer,
    get,
    url: (name) => urlOf(ports, name),
    token: (input) => issuer.token(input),
    settle,
    async setToday(day) {
      for (const test of running.values()) await test.setToday(day);
      await settle();
    },
    async stop() {
      await Promise.all([...running.values()].map((test) => test.stop()));
    },
  };
}

const mostRounds = 20;

// One service's settling can give another one work, so all must be found idle in one round.
async function settleAll(tests: readonly TestService[]): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    for (const test of tests) await test.service.settle();
    const idle = await Promise.all(tests.map((test) => test.service.isIdle()));
    if (idle.every(Boolean)) return;
  }
  throw new Error(`the services were not idle after ${mostRounds} rounds`);
}

function urlOf(ports: ReadonlyMap<ServiceName, number>, name: ServiceName): string {
  return `http://127.0.0.1:${ports.get(name)}`;
}
