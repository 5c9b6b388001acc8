import { ageOn, parseResidentId } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { agencyRecords, type StoryHousehold, storyHouseholds, storyPeople, storyStaff } from './index.ts';

function story(key: StoryHousehold['key']): StoryHousehold {
  const found = storyHouseholds.find((one) => one.key === key);
  if (!found) throw new Error(key);
  return found;
}

function heldItems(key: StoryHousehold['key']): string[] {
  const records = story(key).household.members.map((person) => agencyRecords(person, '2014-04-28'));
  const held = records.flatMap((one) => Object.entries(one).filter(([, rows]) => rows.length > 0));
  return [...new Set(held.map(([item]) => item))].sort();
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

describe('the people of the story', () => {
  it('bear valid, different numbers that were never issued', () => {
    const everybody = [...storyPeople, ...storyStaff];
    expect(new Set(everybody.map((person) => person.idNo)).size).toBe(everybody.length);
    for (const person of everybody) {
      const parsed = parseResidentId(person.idNo, {
        birthDate: person.birthDate,
        sex: person.sex,
        today: '2014-04-28',
      });
      expect(parsed.ok, person.name).toBe(true);
      expect(person.idNo.slice(4, 6)).toBe('00');
    }
  });

  it('example 1: three adults, of whom the tax body knows 900 yuan a month', () => {
    const { household, adults } = story('wageEarner');
    expect(household.members.map((person) => ageOn(person.birthDate, '2014-04-28'))).toEqual([40, 37, 19]);
    const wages = household.members.flatMap((person) => agencyRecords(person, '2014-04-28').IIT_WAGE);
    expect(wages).toHaveLength(12);
    expect(new Set(wages.map((row) => row.grossFen))).toEqual(new Set([90_000]));
    expect(adults).toHaveLength(3);
  });

  it('example 2: four members declare 5,000 yuan a year and no agency holds income or assets', () => {
    const { household, declaredIncomes } = story('farmers');
    expect(household.members).toHaveLength(4);
    expect(declaredIncomes.reduce((sum, income) => sum + income.amountFen, 0)).toBe(500_000);
    expect(heldItems('farmers')).toEqual(['HUKOU', 'MARRIAGE']);
  });

  it('the third household declares income alone, and the traffic police hold a private car', () => {
    expect(story('carOwner').declaredIncomes.map((income) => income.amountFen)).toEqual([60_000]);
    expect(heldItems('carOwner')).toEqual(['HUKOU', 'MARRIAGE', 'VEHICLE']);
  });

  it('example 11: without the husband two are left with 450 yuan a head', () => {
    const { household, declaredIncomes } = story('bereaved');
    expect(household.members.map((person) => person.wage?.monthlyGrossFen)).toEqual([90_000, undefined, undefined]);
    expect(declaredIncomes.map((income) => income.amountFen)).toEqual([90_000]);
  });

  it('the single recipient holds nothing and is married to nobody', () => {
    expect(heldItems('single')).toEqual(['HUKOU']);
  });

  it('the accounts pass the Luhn check', () => {
    expect(storyHouseholds.filter((one) => !luhn(one.account.accountNo))).toEqual([]);
  });

  it('each account name of the staff is used once', () => {
    expect(new Set(storyStaff.map((person) => person.account)).size).toBe(storyStaff.length);
  });
});
