import type { Answer } from './http.ts';
import type { StoryCase } from './intake.ts';
import type { Stage } from './stage.ts';

const everything = `
  query Everything($id: ID!) {
    application(id: $id) {
      state
      household { members { counted person { name idNo } } }
      report { verdict }
      enrolment { amountFen paymentLines { state amountFen } }
    }
  }`;

interface Everything {
  readonly state: string;
  readonly household: {
    readonly members: readonly { readonly person: { readonly name: string; readonly idNo: string } }[];
  };
  readonly report: { readonly verdict: string };
  readonly enrolment: {
    readonly amountFen: number;
    readonly paymentLines: readonly { readonly state: string; readonly amountFen: number }[];
  };
}

/** Application → household → members → person → report → payment lines in one request, masked by the caller's rights. */
export async function everythingInOneRequest(stage: Stage, opened: StoryCase): Promise<void> {
  const reviewer = stage.as(`${opened.office}reviewer`);
  const options = { purpose: 'ASSESS_BENEFIT', caseId: opened.caseId };
  const answer = await reviewer.graphql(everything, { id: opened.applicationId }, options);
  const { expect } = stage.expectations;
  expect('graphql.errors', 'POST /graphql', undefined, answer.body.errors);
  const data = (answer.body.data ?? {}) as { application?: Everything };
  const application = data.application;
  expect('graphql.state', 'POST /graphql', 'APPROVED', application?.state);
  expect('graphql.verdict', 'POST /graphql', 'CONSISTENT', application?.report.verdict);
  expect(
    'graphql.names',
    'POST /graphql',
    opened.story.household.members.map((one) => one.name),
    application?.household.members.map((one) => one.person.name),
  );
  expect(
    'graphql.masked',
    'POST /graphql',
    true,
    application?.household.members.every((one) => /^\d{6}\*{8}\d{3}[\dX]$/.test(one.person.idNo)),
  );
  expect(
    'graphql.lines',
    'POST /graphql',
    [{ state: 'SETTLED', amountFen: 54_000 }],
    application?.enrolment.paymentLines,
  );
}

/** A clerk of another county with the foreign case id gets nothing, by REST, GraphQL or `_entities`. */
export async function foreignCase(stage: Stage, opened: StoryCase): Promise<void> {
  const stranger = stage.as('caoxian-acceptor');
  const options = { purpose: 'ASSESS_BENEFIT', caseId: opened.caseId };
  const [personId] = opened.personIds;
  const rest = await stranger.get(`/api/people/v1/persons/${personId}`, options);
  stage.expectations.expect(
    'foreign.rest',
    rest.request,
    '403 CASE_REQUIRED',
    `${rest.status} ${String(rest.body.code)}`,
  );
  const graphql = await stranger.graphql('query ($id: ID!) { person(id: $id) { name } }', { id: personId }, options);
  stage.expectations.expect('foreign.graphql', graphql.request, 'CASE_REQUIRED', errorCode(graphql));
  const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { name } } }';
  const variables = { r: [{ __typename: 'Person', id: personId }] };
  const atGateway = await stranger.graphql(entities, variables, options);
  stage.expectations.expect('foreign.entities-gateway', atGateway.request, 400, atGateway.status);
  const direct = await fetch(`${stage.world.services.people}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: entities, variables }),
  });
  stage.expectations.expect('foreign.entities-direct', 'POST people/graphql', 401, direct.status);
}

function errorCode(answer: Answer): unknown {
  const [first] = (answer.body.errors ?? []) as { extensions?: { code?: unknown } }[];
  return first?.extensions?.code;
}
