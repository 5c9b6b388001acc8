import { streamEnrolled } from './enrolled.ts';
import { fillEnrolments } from './fill.ts';
import { gatewayToken } from './graph/gateway-token.ts';
import type { Call } from './load/load.ts';
import { tokensOf } from './officers.ts';
import { startPeer } from './peers/peer.ts';
import { playRates } from './rates.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

const services = ['identity', 'place-names', 'social-assistance'] as const;
const divisions = ['370102001001', '371721001201'];
const first = 20;

/** Two questions of the same meaning, whose answers are equal once ours has lost its edges. */
interface Questions {
  readonly ours: string;
  readonly peer: string;
}

const households: Questions = {
  ours: `query Page($first: Int) {
    applications(first: $first) { edges { node {
      id state programme divisionCode
      household { id housingType povertyCause members { id personId relationToHead counted validFrom } }
    } } }
  }`,
  peer: `query Page($first: Int) {
    applications: allApplicationsList(first: $first, orderBy: ID_DESC) {
      id state programme divisionCode: currentDivisionCode
      household: householdByHouseholdId {
        id housingType povertyCause
        members: householdMembersByHouseholdIdList(orderBy: [VALID_FROM_ASC, ID_ASC]) {
          id personId relationToHead counted validFrom
        }
      }
    }
  }`,
};

const clocks: Questions = {
  ours: `query Page($first: Int) {
    applications(first: $first) { edges { node {
      id state programme divisionCode
      clocks { step startedOn dueOn provisional legalBasis }
    } } }
  }`,
  peer: `query Page($first: Int) {
    applications: allApplicationsList(first: $first, orderBy: ID_DESC) {
      id state programme divisionCode: currentDivisionCode
      clocks: caseClocksByApplicationIdList(orderBy: [STARTED_ON_ASC, ID_ASC]) {
        step startedOn dueOn provisional legalBasis
      }
    }
  }`,
};

/** Applications with their statutory terms. */
export const benchGraphqlNested = rowOf(clocks);

/** Applications with households and members; ours writes a ledger row for each person before it answers. */
export const benchGraphqlPersons = rowOf(households);

function rowOf(questions: Questions): (options: BenchOptions) => Promise<Outcome> {
  return async (options) => {
    const server = await openServer(services);
    try {
      await fill(server, options.households);
      const [, , bureau] = await server.start(services);
      if (bureau === undefined) throw new Error('social-assistance did not start');
      const env = { DATABASE_URL: server.adminUrlOf('social-assistance') };
      const peer = await startPeer(new URL('./graph/postgraphile-main.ts', import.meta.url), { args: [], env });
      try {
        const url = server.urlOf('social-assistance');
        return await playRates(
          {
            ours: { url, pid: bureau.pid, calls: async () => [callOf(questions.ours, await headersOf(server))] },
            peer: { url: peer.url, pid: peer.pid, calls: () => [callOf(questions.peer, {})] },
            shape: withoutEdges,
          },
          options,
        );
      } finally {
        await peer.stop();
      }
    } finally {
      await server.stop();
    }
  };
}

async function fill(server: Server, count: number): Promise<void> {
  const client = await server.admin('social-assistance');
  await fillEnrolments(client, streamEnrolled('nested', { households: count, divisions }));
  await client.query(
    `insert into case_clock (id, application_id, step, unit, days, started_on, runs_from, runs_days, due_on, provisional,
       met_on, legal_basis)
     select gen_random_uuid(), id, step, 'WORKING_DAYS', 10, day, day, 10, day + 14, false, day + 7, '国务院令第649号'
     from application, (values ('acceptance', date '2013-12-02'), ('investigation', '2013-12-09'), ('approval', '2013-12-23'))
       as terms (step, day)`,
  );
  await client.query('vacuum (analyze) case_clock');
}

/** As the gateway asks: its own token and a person's beside it. */
async function headersOf(server: Server): Promise<Record<string, string>> {
  const [person = ''] = await tokensOf(server, { role: 'COUNTY_REVIEWER', count: 1 });
  return { authorization: `Bearer ${await gatewayToken(server, 'social-assistance')}`, 'x-user-token': person };
}

function callOf(query: string, headers: Readonly<Record<string, string>>): Call {
  return { method: 'POST', path: '/graphql', headers, body: { query, variables: { first } } };
}

interface Answer {
  readonly data?: {
    readonly applications: readonly object[] | { readonly edges: readonly { readonly node: object }[] };
  };
  readonly errors?: unknown;
}

function withoutEdges(body: unknown): unknown {
  const { data, errors } = body as Answer;
  if (data === undefined || errors !== undefined) throw new Error(`no data: ${JSON.stringify(body).slice(0, 500)}`);
  const { applications } = data;
  return 'edges' in applications ? applications.edges.map(({ node }) => node) : applications;
}
