import { randomUUID } from 'node:crypto';
import {
  listVerificationNotes,
  rejectByTownship,
  verificationAgencyErrorFound,
  verificationVerdictOverridden,
} from '@mz/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCar, bring, elsewhere, submitted } from './case-file.ts';
import { type CaseFile, type Office, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

async function notesOf(file: CaseFile, token?: string) {
  const reader = token ?? (await office.token(file, 'COUNTY_REVIEWER'));
  return office.app.call(listVerificationNotes, { token: reader, params: { id: file.id } });
}

const agencyError = (file: CaseFile, wrongReportId: string, reportId: string) =>
  office.app.deliver(verificationAgencyErrorFound, {
    ...{ subject: reportId, divisionCode: file.village, aggregateVersion: 2 },
    data: {
      ...{ applicationId: file.id, wrongReportId, reportId, agencyCodes: ['PSB_VEHICLE'] },
      ...{ wrongVerdict: 'EXCEEDS_ASSET', verdict: 'CONSISTENT', foundOn: office.today() },
    },
  });

test('a case that was refused on a partner’s wrong data says so, once; whose refusal stands on no report of it does not', async () => {
  const file = await submitted(office, elsewhere());
  await bring(office, file, 'INVESTIGATING', aCar(office, file));
  await office.take(file, rejectByTownship, 'TOWNSHIP_ACCEPTOR', { text: '名下有机动车' });
  const { reportId } = await office.application(file);
  const [right, another] = [randomUUID(), randomUUID()];
  await agencyError(file, reportId ?? '', right);
  await agencyError(file, reportId ?? '', right);
  await agencyError(file, randomUUID(), another);
  const { body } = await notesOf(file);
  const told = {
    kind: 'AGENCY_ERROR',
    agencyCodes: ['PSB_VEHICLE'],
    fromVerdict: 'EXCEEDS_ASSET',
    toVerdict: 'CONSISTENT',
  };
  expect(body.items).toHaveLength(2);
  expect(body.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...told, reportId, wrongCut: true }),
      expect.objectContaining({ ...told, wrongCut: false }),
    ]),
  );
});

test('a departure from a verdict is shown on the case, by REST and in the graph; other regions see no case', async () => {
  const file = await submitted(office, elsewhere());
  const [overrideId, reportId] = [randomUUID(), randomUUID()];
  await office.app.deliver(verificationVerdictOverridden, {
    ...{ subject: overrideId, divisionCode: file.village, aggregateVersion: 2 },
    data: {
      ...{ overrideId, applicationId: file.id, reportId, reportVerdict: 'CONCEALMENT_SUSPECTED' },
      ...{ verdict: 'CONSISTENT', approvedOn: office.today() },
    },
  });
  const { body } = await notesOf(file);
  const note = { kind: 'VERDICT_OVERRIDE', reportId, fromVerdict: 'CONCEALMENT_SUSPECTED', toVerdict: 'CONSISTENT' };
  expect(body.items).toEqual([{ ...note, agencyCodes: [], wrongCut: false, notedOn: office.today() }]);
  const query = `{ verificationNotes(applicationId: "${file.id}") { kind reportId fromVerdict toVerdict agencyCodes wrongCut notedOn } }`;
  const headers = {
    authorization: `Bearer ${await office.app.issuer.serviceToken('gateway', 'social-assistance')}`,
    'x-user-token': await office.token(file, 'COUNTY_REVIEWER'),
  };
  const graph = await office.app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
  expect(graph.json()).toEqual({ data: { verificationNotes: body.items } });
  const foreign = await office.app.token({ role: 'COUNTY_REVIEWER', division: '371721000000' });
  expect((await notesOf(file, foreign)).body).toMatchObject({ status: 404, code: 'APPLICATION_UNKNOWN' });
});
