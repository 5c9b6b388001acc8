import type { Answer } from './http.ts';
import { current, type StoryCase, step } from './intake.ts';
import { needStatus, type Stage, textOf } from './stage.ts';

const verification = '/api/income-verification/v1';

/** A request and the report that was issued for it. */
export interface Issued {
  readonly requestId: string;
  readonly report: Answer['body'];
}

/** Acceptance, entrustment, answers of the agencies, and the report by two persons. */
export async function verify(stage: Stage, opened: StoryCase, verdict: string): Promise<Issued> {
  const { key } = opened;
  const requestId = await entrust(stage, opened);
  const answered = await readRequest(stage, opened, requestId);
  stage.expectations.expect(`${key}.answered`, 'GET verification request', answered.total, answered.answered);
  stage.expectations.expect(`${key}.mandatory-open`, 'GET verification request', 0, answered.mandatoryOpen);
  const report = await issueReport(stage, opened, { requestId, name: key, verdict });
  return { requestId, report };
}

/** Acceptance and entrustment: the questions are out; gives the request. */
export async function entrust(stage: Stage, opened: StoryCase): Promise<string> {
  const { key, office } = opened;
  if (stage.sabotaged('agency-wage')) await overrideWage(stage, opened);
  await step(stage, opened, `${key}.accept`, `${office}acceptor`, 'acceptance', {});
  await stage.settle();
  const accepted = await current(stage, opened);
  stage.expectations.expect(`${key}.investigating`, 'GET application', 'INVESTIGATING', accepted.state);
  const requestId = textOf(accepted, 'verificationRequestId');
  const request = await readRequest(stage, opened, requestId);
  needStatus(
    stage,
    `${key}.entrust`,
    await stage.as(`${office}entrust-officer`).post(`${verification}/verification-requests/${requestId}/entrustment`, {
      ifMatch: request.version,
    }),
    200,
  );
  await stage.settle();
  return requestId;
}

async function readRequest(stage: Stage, opened: StoryCase, requestId: string) {
  const answer = await stage
    .as(`${opened.office}center-operator`)
    .get(`${verification}/verification-requests/${requestId}`);
  if (answer.status !== 200) throw new Error(`The verification request cannot be read: ${answer.text}`);
  return answer.body;
}

/** A version of the report by two persons, with the verdict that it should have; gives the issued report. */
export async function issueReport(
  stage: Stage,
  opened: StoryCase,
  { requestId, name, verdict }: { requestId: string; name: string; verdict: string },
): Promise<Answer['body']> {
  const { office } = opened;
  const compiled = needStatus(
    stage,
    `${name}.compile`,
    await stage.as(`${office}center-operator`).post(`${verification}/verification-requests/${requestId}/reports`),
    201,
  );
  const reportId = textOf(compiled, 'id');
  const issue = `${verification}/verification-reports/${reportId}/issue`;
  const byCompiler = await stage.as(`${office}center-operator`).post(issue, { ifMatch: compiled.version });
  stage.expectations.expect(`${name}.issue-by-compiler`, byCompiler.request, 403, byCompiler.status);
  const issued = needStatus(
    stage,
    `${name}.issue`,
    await stage.as(`${office}center-checker`).post(issue, { ifMatch: compiled.version }),
    200,
  );
  stage.expectations.expect(`${name}.verdict`, 'issued report', verdict, issued.verdict);
  await stage.settle();
  const application = await current(stage, opened);
  stage.expectations.expect(`${name}.verdict-known`, 'GET application', verdict, application.verdict);
  return issued;
}

/** Sabotage: the tax body answers 1,500 a month instead of 900. */
async function overrideWage(stage: Stage, opened: StoryCase): Promise<void> {
  const earner = opened.story.household.members.find((person) => person.wage);
  if (earner === undefined) return;
  const response = await fetch(`${stage.world.services['agency-simulator']}/dev/overrides`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ personRef: earner.ref, item: 'IIT_WAGE', monthlyGrossFen: 150_000 }),
  });
  if (!response.ok) throw new Error(`The simulator took no override: ${response.status}`);
}
