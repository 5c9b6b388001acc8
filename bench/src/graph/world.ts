import type { SubgraphName } from './sources.ts';

/** How large the answer of a bench's query is. */
export interface WorldSize {
  readonly applications: number;
  /** Members of each household. */
  readonly members: number;
}

type Fields = Readonly<Record<string, unknown>>;
type Asked = readonly { readonly obj: Fields; readonly params: Fields }[];

/** Resolvers and loaders of one graph, as Mercurius takes them. */
export interface GraphCode {
  readonly resolvers: Readonly<Record<string, Fields>>;
  readonly loaders: Readonly<Record<string, Fields>>;
}

/** Graphs over rows in memory: what is measured is the gateway, so nothing else of a subgraph may cost much. */
export function graphsOf(size: WorldSize): Readonly<Record<SubgraphName, GraphCode>> {
  return { 'social-assistance': bureau(size), people, payments };
}

function bureau({ applications, members }: WorldSize): GraphCode {
  const households = new Map(
    Array.from({ length: applications }, (_, index) => [idOf('household', index), householdOf(index, members)]),
  );
  const edges = Array.from({ length: applications }, (_, index) => ({
    cursor: String(index),
    node: applicationOf(index),
  }));
  return {
    resolvers: {
      Query: {
        applications: (_: unknown, { first }: { first: number }) => ({
          edges: edges.slice(0, first),
          pageInfo: { hasNextPage: false, endCursor: null },
        }),
      },
      HouseholdMember: { person: ({ personId }: Fields) => ({ __typename: 'Person', id: personId }) },
    },
    loaders: {
      Application: {
        household: async (queries: Asked) => queries.map(({ obj }) => households.get(String(obj.householdId))),
        enrolment: async (queries: Asked) => queries.map(({ obj }) => enrolmentOf(String(obj.enrolmentId))),
      },
    },
  };
}

const people: GraphCode = {
  resolvers: {},
  loaders: {
    Person: {
      __resolveReference: async (queries: Asked) =>
        queries.map(({ obj }) => ({ __typename: 'Person', id: obj.id, name: '张*', sex: 'FEMALE' })),
    },
  },
};

const payments: GraphCode = {
  resolvers: {},
  loaders: {
    Enrolment: {
      __resolveReference: async (queries: Asked) => queries.map(({ obj }) => ({ __typename: 'Enrolment', id: obj.id })),
      paymentLines: async (queries: Asked) =>
        queries.map(({ obj }) => ['2014-03', '2014-04'].map((month) => lineOf(String(obj.id), month))),
    },
  },
};

function applicationOf(index: number): Fields {
  return {
    id: idOf('application', index),
    state: 'APPROVED',
    householdId: idOf('household', index),
    enrolmentId: idOf('enrolment', index),
  };
}

function householdOf(index: number, members: number): Fields {
  return {
    id: idOf('household', index),
    members: Array.from({ length: members }, (_, part) => ({
      id: idOf('member', index * members + part),
      personId: idOf('person', index * members + part),
      relationToHead: '01',
    })),
  };
}

function enrolmentOf(id: string): Fields {
  return { id, amountFen: 45_000 };
}

function lineOf(enrolmentId: string, benefitMonth: string): Fields {
  return { id: `${enrolmentId}-${benefitMonth}`, benefitMonth, amountFen: 45_000, state: 'SETTLED' };
}

const kinds = ['application', 'household', 'enrolment', 'member', 'person'] as const;

/** As long as the ids of the services. */
function idOf(kind: (typeof kinds)[number], index: number): string {
  return `${kinds.indexOf(kind).toString().padStart(8, '0')}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}
