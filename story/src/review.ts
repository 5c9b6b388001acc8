import { refusalOf } from './http.ts';
import { attempt, current, type StoryCase, step } from './intake.ts';
import { needStatus, type Stage, scan, textOf } from './stage.ts';

/** Visit by two, democratic review with quorum, township opinion and first notice on 2014-04-30. */
export async function reviewInTownship(stage: Stage, opened: StoryCase): Promise<void> {
  const { key, office } = opened;
  const visit = await visitOf(stage, opened);
  const alone = { ...visit, investigators: visit.investigators.slice(0, 1) };
  const tooFew = await attempt(stage, opened, `${office}investigator-1`, 'visits', alone);
  stage.expectations.expect(`${key}.visit-alone`, tooFew.request, '422 VISIT_TOO_FEW_INVESTIGATORS', refusalOf(tooFew));
  await step(stage, opened, `${key}.visit`, `${office}investigator-1`, 'visits', visit);
  await step(stage, opened, `${key}.investigated`, `${office}investigator-1`, 'investigation-result', {
    text: '情况属实',
  });
  const noQuorum = await attempt(stage, opened, `${office}township-lead`, 'reviews', reviewOf(opened, 3));
  stage.expectations.expect(
    `${key}.review-no-quorum`,
    noQuorum.request,
    '422 REVIEW_QUORUM_NOT_MET',
    refusalOf(noQuorum),
  );
  const representatives = stage.sabotaged('review-without-quorum') ? 4 : 7;
  await step(stage, opened, `${key}.review`, `${office}township-lead`, 'reviews', reviewOf(opened, representatives));
  await step(stage, opened, `${key}.opinion`, `${office}township-lead`, 'township-opinion', {
    opinion: 'GRANT',
    text: '拟同意',
  });
  await step(stage, opened, `${key}.notice-1`, `${office}acceptor`, 'notices', noticeOf(opened, 1, '2014-04-30'));
}

async function visitOf(stage: Stage, opened: StoryCase) {
  const posts = ['investigator-1', 'investigator-2'];
  const investigators = await Promise.all(posts.map((post) => stage.staff(`${opened.office}${post}`)));
  return {
    visitedOn: '2014-04-30',
    investigators,
    signedByApplicant: true,
    signedByInvestigators: true,
    photoSha256s: [1, 2, 3].map((n) => scan(`${opened.key}/visit/${n}`)),
    neighboursVisited: 2,
    dwellingObserved: true,
    findings: '入户核实，与申报一致',
  };
}

/** Nine attendees: two staff or committee members and seven representatives is more than two thirds. */
function reviewOf(opened: StoryCase, representatives: number) {
  const attendee = (role: string) => ({ role, nearRelative: false, vote: 'YES', signed: true });
  const others = Array.from({ length: 9 - representatives }, (_, n) =>
    attendee(n === 0 ? 'TOWNSHIP_STAFF' : 'VILLAGE_COMMITTEE'),
  );
  const elected = Array.from({ length: representatives }, () => attendee('VILLAGER_REPRESENTATIVE'));
  return {
    heldOn: '2014-04-30',
    chairSubject: `${opened.office}township-lead`,
    attendees: [...others, ...elected],
    disputed: false,
    minutesSha256: scan(`${opened.key}/minutes`),
    conclusion: '评议通过',
  };
}

function noticeOf(opened: StoryCase, round: number, postedOn: string) {
  return { round, postedOn, places: ['村务公开栏'], photoSha256: scan(`${opened.key}/notice/${round}`) };
}

/** After the first notice: to the county, its opinion, and the second notice on 2014-05-08. */
export async function reviewInCounty(stage: Stage, opened: StoryCase): Promise<void> {
  const { key, office } = opened;
  await step(stage, opened, `${key}.to-county`, `${office}township-lead`, 'county-transfer', {
    endPhotoSha256: scan(`${key}/end`),
  });
  await step(stage, opened, `${key}.county-opinion`, `${office}reviewer`, 'county-opinion', {
    opinion: 'GRANT',
    text: '材料齐全',
  });
  await step(stage, opened, `${key}.notice-2`, `${office}reviewer`, 'notices', noticeOf(opened, 2, '2014-05-08'));
}

/** The county's own visit. */
export async function spotCheck(stage: Stage, opened: StoryCase, visitedOn: string): Promise<void> {
  const body = { visitedOn, findings: '抽查属实', confirmed: true };
  await step(stage, opened, `${opened.key}.spot-check`, `${opened.office}reviewer`, 'spot-checks', body);
}

/** Approval by the approver; gives the enrolment. */
export async function approve(
  stage: Stage,
  opened: StoryCase,
  yuan: string,
): Promise<{ enrolmentId: string; decisionId: string }> {
  const { key, office } = opened;
  const approved = await step(stage, opened, `${key}.approve`, `${office}approver`, 'approval', {});
  const enrolmentId = textOf(approved, 'enrolmentId');
  const decisionId = textOf(approved, 'decisionId');
  const enrolment = needStatus(
    stage,
    `${key}.enrolment`,
    await stage.as(`${office}approver`).get(`/api/social-assistance/v1/enrolments/${enrolmentId}`),
    200,
  );
  stage.expectations.expect(`${key}.amount`, 'enrolment', yuan, (Number(enrolment.amountFen) / 100).toFixed(2));
  stage.expectations.expect(`${key}.from-month`, 'enrolment', '2014-06', enrolment.fromMonth);
  await stage.settle();
  return { enrolmentId, decisionId };
}

/** State of the application by name. */
export async function expectState(stage: Stage, opened: StoryCase, id: string, state: string): Promise<void> {
  stage.expectations.expect(id, 'GET application', state, (await current(stage, opened)).state);
}
