import { approveApplication, getEnrolment } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ripe, submitted } from './case-file.ts';
import { type CaseFile, expected, type Office, startOffice } from './office.ts';

// One case from 2014-04-28 on: its dates are the handbook's, so nothing else moves this file's clock.
let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

async function stepsOf(file: CaseFile): Promise<string[]> {
  const rows = await office.rows<{ action: string; to_state: string }>(
    'select action, to_state from application_step where application_id = $1 order by version',
    [file.id],
  );
  return rows.map(({ action, to_state }) => `${action} ${to_state}`);
}

describe('a case from the draft to the enrolment', () => {
  test('examples 1 and 9: approved 2014-05-16, 540.00 a month from 2014-06', async () => {
    const file = await submitted(office);
    await ripe(office, file);
    await office.later(2);
    expect(office.today()).toBe('2014-05-16');
    const application = await office.take(file, approveApplication, 'COUNTY_APPROVER', {});
    expect(application).toMatchObject({ state: 'APPROVED', availableActions: [] });
    const reader = await office.token(file, 'COUNTY_APPROVER');
    const enrolment = expected(
      await office.app.call(getEnrolment, { token: reader, params: { id: application.enrolmentId ?? '' } }),
    );
    expect(enrolment).toMatchObject({ amountFen: 54_000, fromMonth: '2014-06', state: 'ACTIVE' });
    expect(await stepsOf(file)).toEqual([
      'draft DRAFT',
      'createHousehold DRAFT',
      'recordDeclaration DRAFT',
      'submit SUBMITTED',
      'accept ACCEPTED',
      'beginInvestigation INVESTIGATING',
      'recordVisit INVESTIGATING',
      'completeInvestigation INVESTIGATED',
      'recordReview REVIEWED',
      'giveOpinion TOWNSHIP_OPINION',
      'postNotice PUBLICITY_1',
      'sendToCounty SENT_TO_COUNTY',
      'countyOpinion COUNTY_OPINION',
      'postNotice PUBLICITY_2',
      'recordSpotCheck PUBLICITY_2',
      'approve APPROVED',
    ]);
    const audited = await office.rows<{ action: string }>(
      `select action from audit_log where record_id = $1 and action like 'applications.%' order by recorded_at, id`,
      [file.id],
    );
    expect(audited.map(({ action }) => action)).toContain('applications.approve');
    expect(await office.eventsOf(application.enrolmentId ?? '')).toEqual(['enrolment.approved.v1']);
    expect(await office.eventsOf(application.verificationRequestId ?? '')).toEqual(['verification.requested.v1']);
    expect(application.clocks.filter(({ metOn }) => metOn === null)).toEqual([]);
  });
});
