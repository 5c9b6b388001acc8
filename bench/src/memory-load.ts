import { listAlarms, listApplications, listRequests, listRuns, type Role, type ServiceName } from '@mz/contracts';
import type { Asker, Call } from './load/load.ts';
import { tokensOf } from './officers.ts';
import type { Server } from './server.ts';

/** What a service is asked while its memory is watched; the simulator serves tests only and is asked nothing. */
interface Asked {
  readonly role: Role;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

const query = `query Page($first: Int) {
  applications(first: $first) { edges { node { id state household { id members { id person { name } } } enrolment { id } } } }
}`;

const asked: Readonly<Partial<Record<ServiceName, readonly Asked[]>>> = {
  gateway: [{ role: 'COUNTY_REVIEWER', method: 'POST', path: '/graphql', body: { query, variables: { first: 20 } } }],
  identity: [
    { role: 'COUNTY_REVIEWER', method: 'POST', path: '/dev/token', body: { account: 'bench-county-reviewer-1' } },
  ],
  people: [{ role: 'AUDITOR', method: 'GET', path: `${listAlarms.path}?first=50` }],
  'place-names': [{ role: 'COUNTY_REVIEWER', method: 'GET', path: '/v1/divisions?parent=370100000000&first=50' }],
  'social-assistance': [{ role: 'COUNTY_REVIEWER', method: 'GET', path: `${listApplications.path}?first=50` }],
  'income-verification': [{ role: 'COUNTY_REVIEWER', method: 'GET', path: `${listRequests.path}?first=50` }],
  payments: [{ role: 'COUNTY_REVIEWER', method: 'GET', path: `${listRuns.path}?first=50` }],
};

/** Persons who ask: one alone may ask 2,000 times a second. */
const persons = 4;

/** Asks one service for a while; false for one that is asked nothing. */
export async function loadService(
  server: Server,
  name: ServiceName,
  { asker, ...size }: { readonly asker: Asker; readonly requests: number; readonly connections: number },
): Promise<boolean> {
  const calls: Call[] = [];
  for (const { role, ...call } of asked[name] ?? []) {
    const tokens = await tokensOf(server, { role, count: persons });
    calls.push(...tokens.map((token) => ({ ...call, headers: { authorization: `Bearer ${token}` } })));
  }
  if (calls.length === 0) return false;
  await asker.load(server.urlOf(name), calls, size);
  return true;
}
