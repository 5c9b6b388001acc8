import {
  approveApplication,
  decideReview,
  generateBatch,
  listReviews,
  payeeActivated,
  proposeReview,
  publishReview,
  recordReviewVisit,
  startReview,
  suspendEnrolment,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aVisit, elsewhere, ripe, submitted } from './case-file.ts';
import {
  aReviewTask,
  attempt,
  decide,
  type Enrolled,
  enrolled,
  enrolmentOf,
  proposed,
  report,
  reviewOf,
  signAnew,
  take,
  wage,
} from './enrolled.ts';
import { expected, type Office, refusalOf, scan, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const springWindow = { periodFrom: '2013-10-01', periodTo: '2014-03-31' };
const keep = { outcome: 'KEEP' };

async function aProposal(proposal: object, more: { wageFen?: number; found?: object } = {}) {
  const file = await enrolled(office);
  const review = await aReviewTask(office, file);
  const declaration = wage(file, more.wageFen ?? 540_000, springWindow);
  await proposed(office, file, {
    review,
    declaration,
    proposal,
    ...(more.found === undefined ? {} : { found: more.found }),
  });
  return { file, id: review.id };
}

async function auditOf(id: string): Promise<string[]> {
  const rows = await office.rows<{ action: string }>(
    'select action from audit_log where record_id = $1 order by recorded_at, id',
    [id],
  );
  return rows.map(({ action }) => action);
}

describe('reviews.start', () => {
  test('the means are verified again: a new brief of kind REVIEW, the request published, both immutable', async () => {
    const file = await enrolled(office);
    const review = await aReviewTask(office, file);
    expect(review).toMatchObject({ kind: 'CHANGE_DETECTED', changeKind: 'EMPLOYED', state: 'DUE' });
    const started = await take(office, file, startReview, { id: review.id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
    expect(started).toMatchObject({ state: 'STARTED', startedOn: office.today(), verdict: null });
    const requestId = started.verificationRequestId ?? '';
    expect(await office.eventsOf(requestId)).toEqual(['verification.requested.v1']);
    const briefs = await office.rows<{ body: object }>('select body from verification_brief where request_id = $1', [
      requestId,
    ]);
    expect(briefs).toMatchObject([{ body: { kind: 'REVIEW', purpose: 'DIBAO', countedMembers: 3, requestId } }]);
    expect(await auditOf(review.id)).toEqual(['reviews.open', 'reviews.start']);
    const readersOf = (personId = '') =>
      office.rows<{ role: string; field_classes: string[] }>(
        `select distinct role, field_classes from person_read where person_id = $1 and case_id = $2 and 'ASSETS' = any(field_classes)`,
        [personId, file.caseId],
      );
    for (const personId of file.personIds) {
      expect(await readersOf(personId)).toEqual([
        { role: 'COUNTY_REVIEWER', field_classes: ['INCOME', 'ASSETS', 'BENEFIT'] },
      ]);
    }
  });

  test.each([
    ['AUTHORIZATION_EXPIRED', { status: 'EXPIRED' }],
    ['AUTHORIZATION_REVOKED', { status: 'REVOKED' }],
  ])('%s: nothing is started, a renewal task is opened once', async (code, change) => {
    const file = await enrolled(office);
    await office.rows('delete from authorization_copy where application_id = $1 and person_id = $2', [
      file.id,
      file.personIds[0],
    ]);
    await office.authorize(file, file.personIds.slice(0, 1), change);
    const { id } = await aReviewTask(office, file);
    for (let twice = 0; twice < 2; twice += 1) {
      const answer = await attempt(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
      expect(refusalOf(answer)).toMatchObject({ status: 422, code });
    }
    const token = await office.token(file, 'TOWNSHIP_ACCEPTOR');
    const query = { enrolmentId: file.enrolmentId };
    const { items } = expected(await office.app.call(listReviews, { token, query }));
    expect(items.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'AUTHORIZATION_RENEWAL DUE',
      'CHANGE_DETECTED DUE',
    ]);
    await signAnew(office, file);
    await take(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
    const renewal = items.find(({ kind }) => kind === 'AUTHORIZATION_RENEWAL');
    expect(await reviewOf(office, file, renewal?.id ?? '')).toMatchObject({ state: 'COVERED' });
  });

  test('AMOUNT_INVALID, PERSON_NOT_IN_HOUSEHOLD, INPUT_INVALID: a declaration is checked as at the application', async () => {
    const file = await enrolled(office);
    const { id } = await aReviewTask(office, file);
    const [income] = wage(file, -1, springWindow).incomes;
    const incomes = [income, { ...income, amountFen: 1, personId: crypto.randomUUID() }];
    const body = { declaration: { incomes, assets: [] } };
    const answer = await attempt(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body });
    expect(refusalOf(answer)).toMatchObject({ status: 422, codes: ['AMOUNT_INVALID', 'PERSON_NOT_IN_HOUSEHOLD'] });
    expect(await reviewOf(office, file, id)).toMatchObject({ state: 'DUE', version: 1 });
  });

  test('REVIEW_RUNNING: one review of a household runs at a time', async () => {
    const file = await enrolled(office);
    const [one, other] = [await aReviewTask(office, file), await aReviewTask(office, file, 'VEHICLE_NEW')];
    await take(office, file, startReview, { id: one.id, by: 'TOWNSHIP_LEAD', body: {} });
    const answer = await attempt(office, file, startReview, { id: other.id, by: 'TOWNSHIP_LEAD', body: {} });
    expect(refusalOf(answer)).toMatchObject({ status: 409, code: 'REVIEW_RUNNING' });
  });
});

describe('each step', () => {
  const steps = {
    start: {
      step: startReview,
      role: 'TOWNSHIP_ACCEPTOR',
      notRole: 'COUNTY_APPROVER',
      reach: async (file: Enrolled) => (await aReviewTask(office, file)).id,
      body: () => ({}),
    },
    recordVisit: {
      step: recordReviewVisit,
      role: 'TOWNSHIP_INVESTIGATOR',
      notRole: 'TOWNSHIP_LEAD',
      async reach(file: Enrolled) {
        const { id } = await aReviewTask(office, file);
        await take(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
        return id;
      },
      body: (file: Enrolled) => aVisit(office, file),
    },
    propose: {
      step: proposeReview,
      role: 'TOWNSHIP_LEAD',
      notRole: 'COUNTY_REVIEWER',
      async reach(file: Enrolled) {
        const review = await aReviewTask(office, file);
        const { id } = review;
        await take(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
        await report(office, file, review);
        await take(office, file, recordReviewVisit, { id, by: 'TOWNSHIP_INVESTIGATOR', body: aVisit(office, file) });
        return id;
      },
      body: () => ({ ...keep, text: '情况属实' }),
    },
    decide: {
      step: decideReview,
      role: 'COUNTY_APPROVER',
      notRole: 'COUNTY_REVIEWER',
      async reach(file: Enrolled) {
        const review = await aReviewTask(office, file);
        await proposed(office, file, { review, declaration: wage(file, 540_000, springWindow), proposal: keep });
        return review.id;
      },
      body: () => ({}),
    },
  } as const;

  test.each(Object.entries(steps))('%s: role, region, version and replay', async (_, row) => {
    const file = await enrolled(office);
    const id = await row.reach(file);
    const body = row.body(file);
    const tried = async (by: Parameters<typeof attempt>[3]['by']) =>
      refusalOf(await attempt(office, file, row.step, { id, by, body }));
    const before = await reviewOf(office, file, id);
    expect(await tried(row.notRole)).toMatchObject({ status: 403, code: 'ROLE_NOT_PERMITTED' });
    expect(await tried({ role: row.role, division: '370202001' })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await tried({ role: row.role, version: before.version + 7 })).toMatchObject({
      status: 412,
      code: 'VERSION_CONFLICT',
    });
    expect(await reviewOf(office, file, id)).toEqual(before);
    const by = { role: row.role, key: crypto.randomUUID(), version: before.version };
    const first = expected(await attempt(office, file, row.step, { id, by, body }));
    const again = expected(await attempt(office, file, row.step, { id, by, body }));
    expect(again).toEqual(first);
    expect(await reviewOf(office, file, id)).toEqual(first);
  });

  test.each(Object.entries(steps))('%s: STATE_TRANSITION_INVALID when the review is decided', async (_, row) => {
    const { file, id } = decided;
    const answer = await attempt(office, file, row.step, { id, by: row.role, body: row.body(file) });
    expect(refusalOf(answer)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });

  let decided: Awaited<ReturnType<typeof aProposal>>;
  beforeAll(async () => {
    decided = await aProposal(keep);
    expected(await decide(office, decided.file, decided.id));
  });
});

describe('reviews.recordVisit and reviews.propose', () => {
  test('VISIT_TOO_FEW_INVESTIGATORS, SIGNATURE_MISSING, DATE_NOT_ALLOWED: all told at once', async () => {
    const file = await enrolled(office);
    const { id } = await aReviewTask(office, file);
    await take(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
    const [one] = aVisit(office, file).investigators;
    const change = { investigators: [one], signedByApplicant: false, visitedOn: addDays(office.today(), -1) };
    const body = aVisit(office, file, change);
    const answer = await attempt(office, file, recordReviewVisit, { id, by: 'TOWNSHIP_INVESTIGATOR', body });
    expect(refusalOf(answer)).toMatchObject({
      status: 422,
      codes: ['VISIT_TOO_FEW_INVESTIGATORS', 'SIGNATURE_MISSING', 'DATE_NOT_ALLOWED'],
    });
  });

  test('VISIT_MISSING, then VERIFICATION_MISSING: a proposal that rests on amounts needs both', async () => {
    const file = await enrolled(office);
    const { id } = await aReviewTask(office, file);
    await take(office, file, startReview, { id, by: 'TOWNSHIP_ACCEPTOR', body: {} });
    const propose = async () =>
      refusalOf(
        await attempt(office, file, proposeReview, { id, by: 'TOWNSHIP_LEAD', body: { ...keep, text: '属实' } }),
      );
    expect(await propose()).toMatchObject({ status: 409, code: 'VISIT_MISSING' });
    await take(office, file, recordReviewVisit, { id, by: 'TOWNSHIP_INVESTIGATOR', body: aVisit(office, file) });
    expect(await propose()).toMatchObject({ status: 409, code: 'VERIFICATION_MISSING' });
  });

  test('REVIEW_REASON_INVALID: a stop has a reason of its kind, other outcomes have none', async () => {
    const file = await enrolled(office);
    const { id } = await aReviewTask(office, file);
    for (const proposal of [
      { outcome: 'SUSPEND', reasonCode: 'RENOUNCED' },
      { outcome: 'SUSPEND' },
      { outcome: 'TERMINATE', reasonCode: 'MISSING_CONTACT' },
    ]) {
      const body = { ...proposal, text: '无法联系' };
      const answer = await attempt(office, file, proposeReview, { id, by: 'TOWNSHIP_LEAD', body });
      expect([409, 422]).toContain(answer.status);
      expect(['REVIEW_REASON_INVALID', 'STATE_TRANSITION_INVALID']).toContain(refusalOf(answer).code);
    }
  });
});

describe('reviews.decide', () => {
  test('KEEP: same amount, class and next review follow from the new facts; notice, capsule and audit are there', async () => {
    const { file, id } = await aProposal(keep);
    const waiting = await aReviewTask(office, file, 'VEHICLE_NEW');
    const decided = expected(await decide(office, file, id));
    expect(decided).toMatchObject({ state: 'DECIDED', outcome: 'KEEP', decidedOn: office.today() });
    expect(await enrolmentOf(office, file)).toMatchObject({ state: 'ACTIVE', amountFen: 54_000, class: 'B' });
    const [row] = await office.rows('select cause, outcome, from_month, enrolment_id from decision where id = $1', [
      decided.decisionId,
    ]);
    expect(row).toEqual({ cause: 'REVIEW', outcome: 'KEPT', from_month: '2014-05', enrolment_id: file.enrolmentId });
    expect(await auditOf(id)).toEqual([
      'reviews.open',
      'reviews.start',
      'reviews.recordVisit',
      'reviews.propose',
      'reviews.decide',
    ]);
    // What was opened on the day of the start was looked at.
    expect(await reviewOf(office, file, waiting.id)).toMatchObject({ state: 'COVERED' });
  });

  test('DECREASE and INCREASE begin with the month after the decision', async () => {
    const less = await aProposal({ outcome: 'DECREASE' }, { wageFen: 720_000 });
    expected(await decide(office, less.file, less.id));
    expect(await enrolmentOf(office, less.file)).toMatchObject({ state: 'ACTIVE', amountFen: 24_000 });
    const more = await aProposal({ outcome: 'INCREASE' }, { wageFen: 360_000 });
    expected(await decide(office, more.file, more.id));
    expect(await enrolmentOf(office, more.file)).toMatchObject({ state: 'ACTIVE', amountFen: 84_000 });
    const body = { postedOn: office.today(), places: ['村务公开栏'], photoSha256: scan('publicity') };
    const publish = (file: Enrolled, id: string) =>
      attempt(office, file, publishReview, { id, by: 'VILLAGE_ASSISTANT', body });
    expect(expected(await publish(less.file, less.id))).toMatchObject({ publishedOn: office.today() });
    expect(refusalOf(await publish(more.file, more.id))).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  test('SEPARATION_OF_DUTIES: who visited, started, proposed or signed the report does not decide', async () => {
    const { file, id } = await aProposal(keep);
    for (const subject of [
      `investigator-2-${file.village}`,
      `township_acceptor-${file.village}`,
      `township_lead-${file.village}`,
      'center-checker',
    ]) {
      const by = { role: 'COUNTY_APPROVER', subject } as const;
      const answer = await attempt(office, file, decideReview, { id, by, body: {} });
      expect(refusalOf(answer)).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
    }
  });

  test.each([
    ['KEEP though the amount falls', keep, 540_600],
    ['INCREASE though the amount stays', { outcome: 'INCREASE' }, 540_000],
    ['TERMINATE though the household still passes', { outcome: 'TERMINATE', reasonCode: 'NOT_ELIGIBLE' }, 540_000],
    ['TERMINATE though it leaves gradually', { outcome: 'TERMINATE', reasonCode: 'NOT_ELIGIBLE' }, 1_008_000],
  ])('REVIEW_OUTCOME_MISMATCH: %s', async (_, proposal, wageFen) => {
    const { file, id } = await aProposal(proposal, { wageFen });
    expect(refusalOf(await decide(office, file, id))).toMatchObject({ status: 409, code: 'REVIEW_OUTCOME_MISMATCH' });
    expect(await reviewOf(office, file, id)).toMatchObject({ state: 'PROPOSED' });
  });

  test('TAPER_NOT_ALLOWED: a car was found, or something was concealed', async () => {
    const unknown = { valueFen: null, capitalFen: null, staffCount: null };
    const carOf = (file: Enrolled) => ({
      ...{ ...unknown, personId: file.personIds[0] ?? '', kind: 'VEHICLE', usage: 'CAR' },
      ...{ shareBp: 10_000, asOf: office.today(), confidence: 'HIGH' },
    });
    const file = await enrolled(office);
    const review = await aReviewTask(office, file);
    const declaration = wage(file, 1_008_000, springWindow);
    const found = { verdict: 'EXCEEDS_ASSET' as const, assets: [carOf(file)] };
    await proposed(office, file, { review, declaration, found, proposal: { outcome: 'TAPER' } });
    expect(refusalOf(await decide(office, file, review.id))).toMatchObject({ status: 409, code: 'TAPER_NOT_ALLOWED' });
    const hidden = await aProposal({ outcome: 'TAPER', concealed: true }, { wageFen: 1_008_000 });
    expect(refusalOf(await decide(office, hidden.file, hidden.id))).toMatchObject({ code: 'TAPER_NOT_ALLOWED' });
  });

  test('EVIDENCE_REASON_MISSING: keeping against the verdict needs a written reason', async () => {
    const { file, id } = await aProposal(keep, { found: { verdict: 'EXCEEDS_INCOME' } });
    expect(refusalOf(await decide(office, file, id))).toMatchObject({ status: 422, code: 'EVIDENCE_REASON_MISSING' });
    const overrideReason = '工资已由用人单位书面更正，附证明';
    expect((await decide(office, file, id, { overrideReason })).status).toBe(200);
  });

  test('VERIFICATION_MISSING: the report is valid to its last day and no longer', async () => {
    const day = office.today();
    const stale = await aProposal(keep, { found: { validTo: addDays(day, -1) } });
    expect(refusalOf(await decide(office, stale.file, stale.id))).toMatchObject({ code: 'VERIFICATION_MISSING' });
    const last = await aProposal(keep, { found: { validTo: day } });
    expect((await decide(office, last.file, last.id)).status).toBe(200);
  });

  test('TERMINATE: a car ends it with this month; certificate withdrawn, members free, reason kept', async () => {
    const file = await enrolled(office);
    const review = await aReviewTask(office, file, 'VEHICLE_NEW');
    const car = { personId: file.personIds[0], kind: 'VEHICLE', asOf: office.today(), shareBp: 10_000 };
    const declaration = { incomes: [], assets: [{ ...car, usage: 'PRIVATE_CAR', provenance: 'DECLARED' }] };
    const proposal = { outcome: 'TERMINATE', reasonCode: 'NOT_ELIGIBLE' };
    await proposed(office, file, { review, declaration, proposal });
    expected(await decide(office, file, review.id));
    expect(await enrolmentOf(office, file)).toMatchObject({ state: 'TERMINATED', lastMonth: '2014-04' });
    const [row] = await office.rows(
      'select ended_code, certificate_withdrawn_on::text as withdrawn from enrolment where id = $1',
      [file.enrolmentId],
    );
    expect(row).toEqual({ ended_code: 'NOT_ELIGIBLE', withdrawn: office.today() });
    expect(await office.rows('select 1 from active_membership where household_id = $1', [file.householdId])).toEqual(
      [],
    );
    expect(await office.eventsOf(file.enrolmentId)).toContain('enrolment.terminated.v1');
  });

  test('SUSPEND and REFUSES_REVIEW need no review that was started; the report of none is asked for', async () => {
    const file = await enrolled(office);
    const { id } = await aReviewTask(office, file);
    const body = { outcome: 'SUSPEND', reasonCode: 'MISSING_CONTACT', text: '多次上门无人' };
    await take(office, file, proposeReview, { id, by: 'TOWNSHIP_LEAD', body });
    expected(await decide(office, file, id));
    expect(await enrolmentOf(office, file)).toMatchObject({ state: 'SUSPENDED' });
    const pauses = await office.rows(
      'select reason, from_month, ends_by::text as ends_by from enrolment_pause where enrolment_id = $1',
      [file.enrolmentId],
    );
    expect(pauses).toEqual([{ reason: 'MISSING_CONTACT', from_month: '2014-05', ends_by: '2014-07-28' }]);
  });
});

describe('a late review', () => {
  test('KEEP ends the suspension for being late: the kept-back month is owed again, the amount is that of before', async () => {
    const { file, id } = await aProposal(keep);
    const body = { reason: 'REVIEW_OVERDUE', text: '复核逾期' };
    const suspended = { id: file.enrolmentId, by: 'COUNTY_APPROVER', body } as const;
    await take(office, file, suspendEnrolment, suspended);
    expect(await enrolmentOf(office, file)).toMatchObject({ state: 'SUSPENDED', amountFen: 0 });
    expect(expected(await decide(office, file, id))).toMatchObject({ outcome: 'KEEP' });
    expect(await enrolmentOf(office, file)).toMatchObject({ state: 'ACTIVE', amountFen: 54_000 });
    expect(await office.eventsOf(file.enrolmentId)).toContain('entitlement.resumed.v1');
  });
});

describe('Enrolment.reviews', () => {
  test('the graph shows the same as REST, and nothing to who may not read it', async () => {
    const file = await enrolled(office);
    await aReviewTask(office, file);
    await aReviewTask(office, file, 'VEHICLE_NEW');
    const token = await office.token(file, 'TOWNSHIP_LEAD');
    const query = { enrolmentId: file.enrolmentId };
    const rest = expected(await office.app.call(listReviews, { token, query }));
    const fields = 'id kind changeKind state openedOn dueOn visited outcome version';
    const graph = async (user: string) => {
      const service = await office.app.issuer.serviceToken('gateway', 'social-assistance');
      const headers = { authorization: `Bearer ${service}`, 'x-user-token': user };
      const payload = {
        query: `query ($id: ID!) { enrolment(id: $id) { id reviews { ${fields} } } }`,
        variables: { id: file.enrolmentId },
      };
      return (await office.app.inject({ method: 'POST', url: '/graphql', headers, payload })).json();
    };
    const shown = rest.items.map((review) =>
      Object.fromEntries(fields.split(' ').map((field) => [field, review[field as keyof typeof review]])),
    );
    expect(rest.items).toHaveLength(2);
    expect(await graph(token)).toEqual({ data: { enrolment: { id: file.enrolmentId, reviews: shown } } });
    const officer = await office.services.token({ role: 'BATCH_OFFICER', division: file.village.slice(0, 6) });
    expect(await graph(officer)).toMatchObject({ errors: [{ extensions: { code: 'ROLE_NOT_PERMITTED' } }] });
  });

  test('the list goes on after its cursor, the earliest due day first; CURSOR_INVALID otherwise', async () => {
    const file = await enrolled(office);
    for (const kind of ['EMPLOYED', 'VEHICLE_NEW', 'HOUSE_NEW']) await aReviewTask(office, file, kind);
    const token = await office.token(file, 'TOWNSHIP_LEAD');
    const page = async (query: object) =>
      office.app.call(listReviews, { token, query: { enrolmentId: file.enrolmentId, ...query } });
    const whole = expected(await page({}));
    const first = expected(await page({ first: 2 }));
    const second = expected(await page({ first: 2, after: first.next ?? '' }));
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
    expect(refusalOf(await page({ after: 'x' }))).toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
  });
});

describe('the gradual exit over HTTP', () => {
  test('example 19: case 1, p = 560 at the September review decided 09-20: 540.00 for Oct–Dec, ended from 2015-01', async () => {
    const family = elsewhere();
    const file = await submitted(office, family);
    await ripe(office, file);
    await office.services.setToday('2014-05-16');
    const { enrolmentId } = await office.take(file, approveApplication, 'COUNTY_APPROVER', {});
    const household = { ...file, enrolmentId: enrolmentId ?? '' };
    await office.services.setToday('2014-09-05');
    await signAnew(office, household);
    const review = await aReviewTask(office, household);
    const declaration = wage(household, 1_008_000, { periodFrom: '2014-03-01', periodTo: '2014-08-31' });
    await proposed(office, household, { review, declaration, proposal: { outcome: 'TAPER' } });
    await office.services.setToday('2014-09-20');
    expected(await decide(office, household, review.id));
    expect(await enrolmentOf(office, household)).toMatchObject({ state: 'TAPERING', amountFen: 54_000 });
    await office.app.deliver(payeeActivated, {
      subject: household.enrolmentId,
      divisionCode: file.village,
      aggregateVersion: 1,
      data: {
        payeeId: crypto.randomUUID(),
        enrolmentId: household.enrolmentId,
        personId: file.personIds[0] ?? '',
        usableFrom: '2014-06-01',
      },
    });
    const paid: string[] = [];
    for (const [day, benefitMonth] of [
      ['2014-09-25', '2014-10'],
      ['2014-10-25', '2014-11'],
      ['2014-11-25', '2014-12'],
      ['2014-12-25', '2015-01'],
    ]) {
      await office.services.setToday(day ?? '');
      const divisionCode = file.village.slice(0, 6).padEnd(12, '0');
      const token = await office.services.token({ role: 'BATCH_OFFICER', division: divisionCode });
      const body = { programme: 'URBAN_DIBAO', divisionCode, benefitMonth, kind: 'REGULAR' };
      await office.app.call(generateBatch, { token, body } as never);
      const { entitlements } = await enrolmentOf(office, household);
      const amount = entitlements.find((one) => one.benefitMonth === benefitMonth)?.amountFen ?? 0;
      paid.push(`${benefitMonth} ${amount}`);
    }
    expect(paid).toEqual(['2014-10 54000', '2014-11 54000', '2014-12 54000', '2015-01 0']);
    expect(await enrolmentOf(office, household)).toMatchObject({ state: 'TAPERING' });
    await office.services.setToday('2015-01-01');
    expect(await enrolmentOf(office, household)).toMatchObject({ state: 'TERMINATED', lastMonth: '2014-12' });
    const [row] = await office.rows('select ended_code from enrolment where id = $1', [household.enrolmentId]);
    expect(row).toEqual({ ended_code: 'TAPER_OVER' });
  }, 120_000);
});
