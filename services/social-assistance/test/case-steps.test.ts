import {
  acceptApplication,
  approveApplication,
  completeInvestigation,
  countyOpinion,
  giveOpinion,
  objectToApplication,
  postNotice,
  type Role,
  recordReview,
  recordSpotCheck,
  recordVisit,
  refuseApplication,
  rejectByTownship,
  resolveObjection,
  sendToCounty,
  submitApplication,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCar, aNotice, aReview, aVisit, bring, drafted, elsewhere, opinion, ripe, submitted } from './case-file.ts';
import { type CaseFile, type Office, refusalOf, type Step, scan, startOffice } from './office.ts';

let office: Office;
/** A case at the township's desk, where no step below but the acceptance may be taken. */
let desk: CaseFile;
beforeAll(async () => {
  office = await startOffice();
  desk = await submitted(office);
});
afterAll(() => office?.stop());

interface Row {
  readonly step: Step;
  readonly role: Role;
  /** A role of the service that may not take it. */
  readonly notRole: Role;
  reach(file: CaseFile): Promise<unknown>;
  body(file: CaseFile): object;
  readonly to: string;
}

const today = (): string => office.today();

const rows: Record<string, Row> = {
  accept: {
    step: acceptApplication,
    role: 'TOWNSHIP_ACCEPTOR',
    notRole: 'TOWNSHIP_LEAD',
    reach: async () => undefined,
    body: () => ({}),
    to: 'INVESTIGATING',
  },
  recordVisit: {
    step: recordVisit,
    role: 'TOWNSHIP_INVESTIGATOR',
    notRole: 'TOWNSHIP_ACCEPTOR',
    reach: (file) => bring(office, file, 'INVESTIGATING'),
    body: (file) => aVisit(office, file),
    to: 'INVESTIGATING',
  },
  completeInvestigation: {
    step: completeInvestigation,
    role: 'TOWNSHIP_INVESTIGATOR',
    notRole: 'TOWNSHIP_LEAD',
    async reach(file) {
      await bring(office, file, 'INVESTIGATING');
      await office.take(file, recordVisit, 'TOWNSHIP_INVESTIGATOR', aVisit(office, file));
    },
    body: () => ({ text: '情况属实' }),
    to: 'INVESTIGATED',
  },
  rejectByTownship: {
    step: rejectByTownship,
    role: 'TOWNSHIP_ACCEPTOR',
    notRole: 'TOWNSHIP_INVESTIGATOR',
    reach: (file) => bring(office, file, 'INVESTIGATING', aCar(office, file)),
    body: () => ({ text: '名下有机动车' }),
    to: 'REJECTED_BY_TOWNSHIP',
  },
  recordReview: {
    step: recordReview,
    role: 'TOWNSHIP_LEAD',
    notRole: 'COUNTY_REVIEWER',
    reach: (file) => bring(office, file, 'INVESTIGATED'),
    body: (file) => aReview(office, file),
    to: 'REVIEWED',
  },
  giveOpinion: {
    step: giveOpinion,
    role: 'TOWNSHIP_LEAD',
    notRole: 'TOWNSHIP_ACCEPTOR',
    reach: (file) => bring(office, file, 'REVIEWED'),
    body: () => opinion,
    to: 'TOWNSHIP_OPINION',
  },
  'postNotice 1': {
    step: postNotice,
    role: 'TOWNSHIP_ACCEPTOR',
    notRole: 'COUNTY_REVIEWER',
    reach: (file) => bring(office, file, 'TOWNSHIP_OPINION'),
    body: (file) => aNotice(office, file, 1),
    to: 'PUBLICITY_1',
  },
  object: {
    step: objectToApplication,
    role: 'TOWNSHIP_ACCEPTOR',
    notRole: 'TOWNSHIP_INVESTIGATOR',
    reach: (file) => bring(office, file, 'PUBLICITY_1'),
    body: () => ({ by: 'PUBLIC', receivedOn: today(), text: '另有收入' }),
    to: 'INVESTIGATING',
  },
  sendToCounty: {
    step: sendToCounty,
    role: 'TOWNSHIP_LEAD',
    notRole: 'TOWNSHIP_ACCEPTOR',
    async reach(file) {
      await bring(office, file, 'PUBLICITY_1');
      await office.later(8);
    },
    body: (file) => ({ endPhotoSha256: scan(file.id) }),
    to: 'SENT_TO_COUNTY',
  },
  recordSpotCheck: {
    step: recordSpotCheck,
    role: 'COUNTY_REVIEWER',
    notRole: 'COUNTY_APPROVER',
    reach: (file) => bring(office, file, 'SENT_TO_COUNTY'),
    body: () => ({ visitedOn: today(), findings: '属实', confirmed: true }),
    to: 'SENT_TO_COUNTY',
  },
  countyOpinion: {
    step: countyOpinion,
    role: 'COUNTY_REVIEWER',
    notRole: 'TOWNSHIP_LEAD',
    reach: (file) => bring(office, file, 'SENT_TO_COUNTY'),
    body: () => opinion,
    to: 'COUNTY_OPINION',
  },
  refuse: {
    step: refuseApplication,
    role: 'COUNTY_APPROVER',
    notRole: 'COUNTY_REVIEWER',
    reach: (file) => bring(office, file, 'COUNTY_OPINION', aCar(office, file)),
    body: () => ({}),
    to: 'REJECTED',
  },
  'postNotice 2': {
    step: postNotice,
    role: 'COUNTY_REVIEWER',
    notRole: 'TOWNSHIP_ACCEPTOR',
    reach: (file) => bring(office, file, 'COUNTY_OPINION'),
    body: (file) => aNotice(office, file, 2),
    to: 'PUBLICITY_2',
  },
  approve: {
    step: approveApplication,
    role: 'COUNTY_APPROVER',
    notRole: 'COUNTY_REVIEWER',
    reach: (file) => ripe(office, file),
    body: () => ({}),
    to: 'APPROVED',
  },
  resolveObjection: {
    step: resolveObjection,
    role: 'COUNTY_REVIEWER',
    notRole: 'TOWNSHIP_ACCEPTOR',
    async reach(file) {
      await bring(office, file, 'PUBLICITY_2');
      await office.take(file, objectToApplication, 'COUNTY_REVIEWER', {
        by: 'PUBLIC',
        receivedOn: today(),
        text: '另有收入',
      });
    },
    body: () => ({ result: 'SETTLED', text: '复核属实' }),
    to: 'REINVESTIGATING',
  },
};

describe.each(Object.entries(rows))('%s', (name, { step, role, notRole, reach, body, to }) => {
  let file: CaseFile;
  beforeAll(async () => {
    file = await submitted(office, elsewhere());
    await reach(file);
  });

  const tried = async (acting: Parameters<Office['attempt']>[2], on = file, calling = {}) =>
    refusalOf(await office.attempt(on, step, acting, body(on), calling));

  test('ROLE_NOT_PERMITTED, APPLICATION_UNKNOWN in another region, TOKEN_MISSING', async () => {
    expect(await tried(notRole)).toMatchObject({ status: 403, code: 'ROLE_NOT_PERMITTED' });
    expect(await tried({ role, division: '370102001' })).toMatchObject({ status: 404, code: 'APPLICATION_UNKNOWN' });
    const anonymous = { params: { id: file.id }, version: 1, body: body(file) };
    expect((await office.app.call(step as typeof acceptApplication, anonymous)).status).toBe(401);
  });

  test('PRECONDITION_REQUIRED without If-Match, VERSION_CONFLICT with a stale one', async () => {
    const call = { token: await office.token(file, role), params: { id: file.id }, body: body(file) };
    const unversioned = await office.app.call(step as typeof acceptApplication, call);
    expect(refusalOf(unversioned)).toMatchObject({ status: 428, code: 'PRECONDITION_REQUIRED' });
    expect(await tried(role, file, { version: 1 })).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
  });

  test('STATE_TRANSITION_INVALID from a state that has no such step', async () => {
    if (step !== acceptApplication) {
      expect(await tried(role, desk)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
      return;
    }
    const accepted = await submitted(office);
    await bring(office, accepted, 'INVESTIGATING');
    expect(await tried(role, accepted)).toMatchObject({ status: 409, code: 'STATE_TRANSITION_INVALID' });
  });

  test('CONFLICT_OF_INTEREST: nobody acts on the case of the own household', async () => {
    const own = { role, subject: `kin-${name}`, personId: file.personIds[1] ?? '' };
    expect(await tried(own)).toMatchObject({ status: 403, code: 'CONFLICT_OF_INTEREST' });
  });

  test('is taken once under one key: one version, one step, one audit row, one answer', async () => {
    const taken = await submitted(office, elsewhere());
    await reach(taken);
    const { version } = await office.application(taken);
    const sent = body(taken);
    const key = `once-${name.replace(' ', '-')}`;
    const first = await office.attempt(taken, step, role, sent, { key, version });
    const again = await office.attempt(taken, step, role, sent, { key, version });
    expect([first.status, first.body.state]).toEqual([200, to]);
    expect(again.body).toEqual(first.body);
    const action = name.split(' ')[0];
    const [counted] = await office.rows(
      `select (select count(*)::int from application_step where application_id = $1 and version > $2 and action = $3) as steps,
        (select count(*)::int from audit_log where record_id = $1::text and action = 'applications.' || $3
          and (after ->> 'version')::int > $2) as audited`,
      [taken.id, version, action],
    );
    expect(counted).toEqual({ steps: 1, audited: 1 });
  });
});

describe('64 parallel calls with one key have one effect', () => {
  async function storm(file: CaseFile, step: Step, body: object) {
    const { version } = await office.application(file);
    const sent = Array.from({ length: 64 }, () =>
      office.attempt(file, step, 'TOWNSHIP_ACCEPTOR', body, { key: `storm-${file.id}`, version }),
    );
    const answers = await Promise.all(sent);
    // A twin that waited its 2 s is told to come again; nobody is told anything else.
    const told = new Set(answers.map(({ status, body: said }) => (status === 200 ? said.version : said.code)));
    told.delete('IDEMPOTENCY_IN_PROGRESS');
    return [...told];
  }

  const count = async (file: CaseFile, action: string) =>
    (await office.rows('select 1 from application_step where application_id = $1 and action = $2', [file.id, action]))
      .length;

  test('submit: one step, one clock', async () => {
    const file = await drafted(office);
    expect(await storm(file, submitApplication, { submittedOn: today() })).toHaveLength(1);
    expect(await count(file, 'submit')).toBe(1);
    expect(await office.rows('select 1 from case_clock where application_id = $1', [file.id])).toHaveLength(1);
  });

  test('accept: one acceptance, one brief, one verification.requested', async () => {
    const file = await submitted(office);
    expect(await storm(file, acceptApplication, {})).toHaveLength(1);
    expect(await count(file, 'accept')).toBe(1);
    const { verificationRequestId } = await office.application(file);
    const briefs = 'select request_id from verification_brief where application_id = $1';
    expect(await office.rows(briefs, [file.id])).toEqual([{ request_id: verificationRequestId }]);
    expect(await office.eventsOf(verificationRequestId ?? '')).toEqual(['verification.requested.v1']);
  });
});
