import { randomUUID } from 'node:crypto';
import { getDecision, recordDeclaration, refuseApplication, submitApplication } from '@mz/contracts';
import { addMonthsToMonth, firstDayOf, lastDayOf, monthOf } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bring, drafted, type Family } from './case-file.ts';
import { expected, type Office, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

const village = '371721101200';
const old = { labourCapacity: 'NONE', employmentStatus: 'UNABLE' };

/** Refused by the county, through all steps; answers the notice. */
async function refusedNotice(family: Family, supporters: (personIds: readonly string[]) => object[] = () => []) {
  const file = await drafted(office, family);
  const month = monthOf(office.today());
  const period = {
    periodFrom: firstDayOf(addMonthsToMonth(month, -family.windowMonths)),
    periodTo: lastDayOf(addMonthsToMonth(month, -1)),
  };
  const incomes = family.incomes.map(({ of, ...income }) => ({
    ...income,
    ...period,
    personId: file.personIds[of],
    provenance: 'DECLARED',
  }));
  const statements = { assets: [], nearRelatives: [], pledgeSignedOn: office.today() };
  const declared = { incomes, supporters: supporters(file.personIds), ...statements };
  await office.take(file, recordDeclaration as never, 'TOWNSHIP_ACCEPTOR', declared);
  await office.take(file, submitApplication, 'TOWNSHIP_ACCEPTOR', { submittedOn: office.today() });
  await office.authorize(file, file.personIds);
  await office.services.settle();
  await bring(office, file, 'COUNTY_OPINION');
  const { decisionId, state } = await office.take(file, refuseApplication, 'COUNTY_APPROVER', {});
  expect(state).toBe('REJECTED');
  const token = await office.token(file, 'COUNTY_REVIEWER');
  return expected(await office.app.call(getDecision, { token, params: { id: decisionId ?? '' } }));
}

/** Three at home with 1,500 a head where the standard is 480, and four old people to support. */
const aSon = (supportedPersonIds: readonly string[], onAssistance: boolean) => ({
  personId: randomUUID(),
  supportedPersonIds,
  householdSize: 3,
  perCapitaFen: 150_000,
  standardFen: 48_000,
  supportedCount: 4,
  onAssistance,
});

describe('families above the line that are offered the low-income recognition (§4.1)', () => {
  test('example 6: the father works away ten months at 1,600: 3,325 a head a year is refused, LOW_INCOME is offered', async () => {
    const notice = await refusedNotice({
      programme: 'RURAL_DIBAO',
      village,
      members: [
        {
          birthDate: '1972-04-01',
          sex: '1',
          relationToHead: '01',
          employmentStatus: 'FLEXIBLE',
          awayReason: 'MIGRANT_WORK',
          awaySince: '2013-05-01',
        },
        {
          birthDate: '1974-04-01',
          sex: '2',
          relationToHead: '10',
          employmentStatus: 'FARMING',
          noIncomeReason: 'CARING',
        },
        { birthDate: '1946-02-11', sex: '1', relationToHead: '51', ...old },
        { birthDate: '1947-09-30', sex: '2', relationToHead: '52', ...old },
      ],
      incomes: [
        { of: 0, type: 'MIGRANT_WORK', amountFen: 1_600_000 },
        { of: 0, type: 'AGRI_SUBSIDY', amountFen: 50_000 },
      ],
      windowMonths: 12,
    });
    expect(notice).toMatchObject({ outcome: 'REJECTED', amountFen: null, offers: ['LOW_INCOME'] });
    expect(notice.reasons.map(({ code }) => code)).toEqual(['INCOME_NOT_BELOW_STANDARD']);
  });

  test('example 13: one son supports by the formula, the other is on dibao: 3,810 a head a year is refused, LOW_INCOME is offered', async () => {
    const family: Family = {
      programme: 'RURAL_DIBAO',
      village,
      members: [
        { birthDate: '1948-05-01', sex: '1', relationToHead: '01', ...old },
        { birthDate: '1950-06-15', sex: '2', relationToHead: '10', ...old },
      ],
      incomes: [{ of: 0, type: 'LAND_TRANSFER', amountFen: 60_000 }],
      windowMonths: 12,
    };
    const notice = await refusedNotice(family, (parents) => [aSon(parents, false), aSon(parents, true)]);
    expect(notice).toMatchObject({ outcome: 'REJECTED', amountFen: null, offers: ['LOW_INCOME'] });
    expect(notice.reasons.map(({ code }) => code)).toEqual(['INCOME_NOT_BELOW_STANDARD']);
  });
});
