import { reportLifeEvent } from '@mz/contracts';
import { residentIdCheckDigit } from '@mz/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, anIdNo, county, type People, startPeople } from './fixtures.ts';

let people: People;

beforeAll(async () => {
  people = await startPeople({ today: '2020-06-01' });
});
afterAll(() => people.stop());

describe('codes of divisions in their own time (place-names.md §4.3)', () => {
  it('example 17: a number with the prefix 371202 entered in 2020 is accepted; the prefix is never resolved nor rewritten', async () => {
    // Nobody born in 1896 was given a number of this prefix, which began in the nineties.
    const first = '37120218960101999';
    const idNo = `${first}${residentIdCheckDigit(first)}`;
    const registered = await people.register(aBody(idNo));
    expect(registered.status).toBe(200);
    const again = await people.register(aBody(idNo));
    expect(again.body.personId).toBe(registered.body.personId);
    const residence = await people.register({ ...aBody(), hukouDivision: '371202000000' });
    expect([residence.status, residence.body.code]).toEqual([422, 'DIVISION_NOT_VALID']);
  });

  it('example 19: a birth of 1995-03-01 recorded in 2020 is checked against the codes of 1995, not of today', async () => {
    const parent = await people.aPerson({ ...aBody(anIdNo('1970-01-01')) });
    const token = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-1' });
    const birth = (hukouDivision: string, eventDate: string) =>
      people.call(reportLifeEvent, {
        token,
        body: {
          kind: 'BIRTH',
          personId: parent,
          eventDate,
          source: 'BIRTH_CERTIFICATE',
          matchedBy: 'NUMBER',
          documentSha256: 'b'.repeat(64),
          child: { name: '张小明', sex: '1', hukouDivision, hukouKind: 'RESIDENT' },
        },
      });
    // 邹平县 bore 372330 until 2000, 371626 until 2018.
    const today = await birth('371681000000', '1995-03-01');
    expect([today.status, today.body.code]).toEqual([422, 'DIVISION_NOT_VALID']);
    expect((await birth('372330000000', '1995-03-01')).status).toBe(200);
    const later = await birth('372330000000', '2001-03-01');
    expect([later.status, later.body.code]).toEqual([422, 'DIVISION_NOT_VALID']);
  });
});
