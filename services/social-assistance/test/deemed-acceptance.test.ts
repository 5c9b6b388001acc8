import { listDeadlines, type Role } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elsewhere, submitted } from './case-file.ts';
import { type CaseFile, expected, type Office, refusalOf, startOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office?.stop());

async function missedIn(role: Role, division: string, query: object = {}) {
  const token = await office.token({ village: division }, { role, division });
  return office.app.call(listDeadlines, { token, query: { first: 200, ...query } });
}

const stateOf = async (file: CaseFile) => (await office.application(file)).state;

describe('reading 14: deemed accepted after the term', () => {
  test('5 working days [A]: not on the last day, on the day after; the papers as they are, all authorizations signed; raised too', async () => {
    await office.services.setToday('2014-04-28');
    const complete = await submitted(office, elsewhere());
    const withoutPapers = await submitted(office, elsewhere(), { papers: ['APPLICATION_FORM'] });
    const unsigned = await submitted(office, elsewhere(), { signers: 2 });
    await office.services.setToday('2014-05-06');
    for (const file of [complete, withoutPapers, unsigned]) expect(await stateOf(file)).toBe('SUBMITTED');
    await office.services.setToday('2014-05-07');
    expect(await stateOf(complete)).toBe('INVESTIGATING');
    expect(await stateOf(withoutPapers)).toBe('INVESTIGATING');
    expect(await stateOf(unsigned)).toBe('SUBMITTED');
    const [step] = await office.rows(
      `select actor, to_state from application_step where application_id = $1 and action = 'accept'`,
      [complete.id],
    );
    expect(step).toEqual({ actor: 'system:social-assistance:applications.deem-accepted', to_state: 'ACCEPTED' });
    expect((await office.application(complete)).acceptedOn).toBe('2014-05-07');
    expect(await office.eventsOf(complete.id)).toContain('deadline.missed.v1');

    await office.authorize(unsigned, unsigned.personIds.slice(2));
    await office.services.settle();
    await office.services.setToday('2014-05-08');
    expect(await stateOf(unsigned)).toBe('INVESTIGATING');
    for (const file of [complete, withoutPapers, unsigned]) {
      const [row] = await office.rows('select decision_id, enrolment_id from application where id = $1', [file.id]);
      expect(row).toEqual({ decision_id: null, enrolment_id: null });
    }
  }, 120_000);
});

describe('deadlines.list', () => {
  test('county, city and province see what was missed below them and to which level it was raised; another county nothing', async () => {
    const file = await submitted(office, elsewhere(), { signers: 1 });
    await office.later(9);
    const places: [Role, string][] = [
      ['COUNTY_REVIEWER', '370112'],
      ['CITY_SUPERVISOR', '3701'],
      ['PROVINCE_POLICY', '37'],
    ];
    for (const [role, division] of places) {
      const { items } = expected(await missedIn(role, division));
      expect(items.find(({ applicationId }) => applicationId === file.id)).toMatchObject({
        step: 'ACCEPTANCE',
        divisionCode: file.village,
        raisedTo: 'COUNTY',
        metOn: null,
      });
    }
    expect(expected(await missedIn('COUNTY_REVIEWER', '370902')).items).toEqual([]);
    expect(refusalOf(await missedIn('TOWNSHIP_LEAD', '370112008')).code).toBe('ROLE_NOT_PERMITTED');
    expect(refusalOf(await missedIn('COUNTY_REVIEWER', '370112', { after: 'x' })).code).toBe('CURSOR_INVALID');
    const open = expected(await missedIn('COUNTY_REVIEWER', '370112', { open: true })).items;
    expect(open.every(({ metOn }) => metOn === null)).toBe(true);
    const first = expected(await missedIn('COUNTY_REVIEWER', '370112', { first: 1 }));
    const second = expected(await missedIn('COUNTY_REVIEWER', '370112', { first: 1, after: first.next }));
    expect(second.items.map(({ id }) => id)).not.toEqual(first.items.map(({ id }) => id));
  }, 120_000);
});
