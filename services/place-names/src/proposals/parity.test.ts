import { randomUUID } from 'node:crypto';
import { getDivisionChange, getProposal, listDivisionChanges, listProposals } from '@mz/contracts';
import { startTestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  draft,
  planChecked,
  read,
  reportOf,
  type Test,
  tokenOf,
  transferDraft,
  type Who,
  write,
} from '../../test/proposal-road.ts';
import { service } from '../app.ts';

let test: Test;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

interface GraphqlAnswer {
  readonly data: Record<string, unknown>;
  readonly errors?: { readonly extensions: { readonly code: string } }[];
}

async function graphql(query: string, variables: object = {}, who: Who = 'city'): Promise<GraphqlAnswer> {
  const response = await test.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      authorization: `Bearer ${await test.serviceToken('gateway')}`,
      'x-user-token': await tokenOf(test, who),
    },
    payload: { query, variables },
  });
  return response.json();
}

const summary = `
  id proposalNo kind unitType title reason divisionCode affectedCodes level largeBoundaryChange decidedBy filedWith legalBasis
  state riskLevel planConformity draftedOn draftedBy consultationFrom consultationUntil submittedOn reviewDueOn
  reviewDueProvisional reviewOverdue approvedOn changeId implementingOn implementedOn version`;
const file = `${summary}
  documents { id kind title docNo issuedOn sha256 attachedBy }
  opinions { id expert inFavour text givenOn }
  reports { id type outlineVersion evaluatorOrg text conclusion
    riskScores { legality rationality feasibility controllability } riskScore riskLevel mitigation { plan responsibleUnit }
    livelihood { topic text groups { group affectedPersons changeFen payer transitionRule } }
    evaluation { months goalsReached services petitions boundaryDisputes costFen result }
    writtenBy writtenOn signedBy signedOn }
  decisions { id step outcome reason authority docNo decidedOn madeBy confirmedBy status }
  tasks { id kind title month dueOn dueProvisional doneOn doneBy note redFlagOn }
  timeline { action fromState toState actor on reason }`;

describe('REST and GraphQL answer the same for the same actor', () => {
  it('a proposal with its papers, and the page that it stands on', async () => {
    const id = await planChecked(test);
    await write(test, id, reportOf('STABILITY_RISK'));
    await write(test, id, reportOf('LIVELIHOOD_IMPACT'));
    const token = await tokenOf(test, 'city');
    const { data } = await graphql(
      `query ($id: ID!) {
        proposal(id: $id) { ${file} }
        proposals(first: 1, state: PLAN_CHECKED) { edges { node { ${summary} } } pageInfo { hasNextPage } }
      }`,
      { id },
    );
    expect(data.proposal).toEqual((await test.call(getProposal, { token, params: { id } })).body);
    const list = (await test.call(listProposals, { token, query: { first: 1, state: 'PLAN_CHECKED' } })).body;
    expect(data.proposals).toEqual({
      edges: list.items.map((node) => ({ node })),
      pageInfo: { hasNextPage: list.next !== null },
    });
  });

  it('a cursor of the graph is a cursor of REST', async () => {
    await draft(test);
    await draft(test);
    const { data } = await graphql('{ proposals(first: 1) { edges { cursor } } }');
    const { edges } = data.proposals as { edges: { cursor: string }[] };
    const [edge] = edges;
    const token = await tokenOf(test, 'city');
    const all = (await test.call(listProposals, { token, query: { first: 2 } })).body.items;
    const next = (await test.call(listProposals, { token, query: { first: 1, after: edge?.cursor ?? '' } })).body.items;
    expect(next[0]?.id).toBe(all[1]?.id);
  });

  it('changes, and one of them', async () => {
    const fields = `changeId kinds title authority docNo approvedOn effectiveOn announcedOn codePublishedOn status correctsId
      provenance items { fromCode toCode extent partUnits remainder }`;
    const { data } = await graphql(
      `{ divisionChanges(since: "2014-01-01") { ${fields} }
         divisionChange(id: "CH-04") { ${fields} proposalId preparedBy publishedBy codesProposedOn version } }`,
    );
    const list = (await test.call(listDivisionChanges, { query: { since: '2014-01-01' } })).body;
    expect(data.divisionChanges).toEqual(list.items);
    const token = await tokenOf(test, 'city');
    expect(data.divisionChange).toEqual((await test.call(getDivisionChange, { token, params: { id: 'CH-04' } })).body);
  });

  it('a mutation drafts and withdraws once for one key, and refuses what REST refuses', async () => {
    const mutation = `mutation ($input: DraftProposalInput!, $key: String!) {
      draftProposal(input: $input, idempotencyKey: $key) { id state version }
    }`;
    const key = randomUUID();
    const first = await graphql(mutation, { input: transferDraft, key });
    expect((await graphql(mutation, { input: transferDraft, key })).data).toEqual(first.data);
    const { id } = first.data.draftProposal as { id: string };
    const advance = `mutation ($id: ID!, $input: AdvanceProposalInput!, $version: Int!, $key: String!) {
      advanceProposal(id: $id, input: $input, expectedVersion: $version, idempotencyKey: $key) { id state }
    }`;
    const input = { action: 'withdraw', reason: '不再申请' };
    const stale = await graphql(advance, { id, input, version: 7, key: randomUUID() });
    expect(stale.errors?.[0]?.extensions.code).toBe('VERSION_CONFLICT');
    const done = await graphql(advance, { id, input, version: 1, key: randomUUID() });
    expect(done.data.advanceProposal).toEqual({ id, state: 'WITHDRAWN' });
    expect((await read(test, id)).body.state).toBe('WITHDRAWN');
    const foreign = await graphql(mutation, { input: transferDraft, key: randomUUID() }, 'stranger');
    expect(foreign.errors?.[0]?.extensions.code).toBe('ROLE_NOT_PERMITTED');
    const bad = await graphql(mutation, { input: { ...transferDraft, affectedCodes: ['37'] }, key: randomUUID() });
    expect(bad.errors?.[0]?.extensions.code).toBe('INPUT_INVALID');
  });
});
