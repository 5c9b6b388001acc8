import { ageOn, parseResidentId } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { type AgencyItem, agencyRecords, createPopulation, neverIssuedPrefixes, type Person } from './index.ts';

const divisions = ['370102001002', '370102001003', '371721101200', '371721101201'];
const population = createPopulation('test', { households: 400, divisions });

function byRef(ref: string): Person | undefined {
  return population.persons.find((person) => person.ref === ref);
}

describe('an invented population', () => {
  it('is the same for the same seed and another for another seed', () => {
    expect(createPopulation('test', { households: 400, divisions })).toEqual(population);
    expect(createPopulation('other', { households: 400, divisions })).not.toEqual(population);
  });

  it('a larger population begins with the smaller one', () => {
    const small = createPopulation('test', { households: 50, divisions });
    expect(small.households).toEqual(population.households.slice(0, 50));
  });

  it('bears numbers with a valid check digit that agree with birth and sex and were never issued', () => {
    for (const person of population.persons) {
      const parsed = parseResidentId(person.idNo, {
        birthDate: person.birthDate,
        sex: person.sex,
        today: '2014-04-28',
      });
      expect(parsed.ok).toBe(true);
      expect(neverIssuedPrefixes).toContain(person.idNo.slice(0, 6));
    }
  });

  it('gives nobody the number of another', () => {
    expect(new Set(population.persons.map((person) => person.idNo)).size).toBe(population.persons.length);
  });

  it('has one head in each household, who stands first', () => {
    for (const { members } of population.households) {
      expect(members.map((person) => person.relationToHead === '01')).toEqual(members.map((_, index) => index === 0));
    }
  });

  it('has parents at least 22 years older than their children', () => {
    for (const { members } of population.households) {
      const head = members[0];
      const children = members.filter((person) => ['20', '30'].includes(person.relationToHead));
      for (const child of children) {
        expect(Number(child.birthDate.slice(0, 4)) - Number(head?.birthDate.slice(0, 4))).toBeGreaterThanOrEqual(21);
      }
    }
  });

  it('registers villages as agricultural and communities as not', () => {
    expect(byRef('H000001.1')).toMatchObject({ divisionCode: '370102001002', hukouKind: 'NON_AGRI' });
    expect(byRef('H000003.1')).toMatchObject({ divisionCode: '371721101200', hukouKind: 'AGRI' });
  });
});

describe('what the agencies hold', () => {
  const all = population.persons.map((person) => ({ person, records: agencyRecords(person, '2014-04-28') }));

  // The keys of every person's records are the items.
  const items = Object.keys(all[0]?.records ?? {}) as AgencyItem[];

  it('each item is held on somebody and missing on somebody, the household register on everybody', () => {
    expect(items.length).toBeGreaterThan(30);
    for (const item of items) {
      const holders = all.filter(({ records }) => records[item].length > 0).length;
      expect(holders, item).toBeGreaterThan(0);
      if (item === 'HUKOU') expect(holders).toBe(all.length);
      else expect(holders, item).toBeLessThan(all.length);
    }
  });

  it('the same person and day give the same rows, and another day changes none of the past', () => {
    for (const { person, records } of all.slice(0, 200)) {
      expect(agencyRecords(person, '2014-04-28')).toEqual(records);
      const later = agencyRecords(person, '2014-05-28');
      for (const item of ['CERT', 'LAND_COMP', 'TRANSACTION', 'SERVING', 'SUBSIDY', 'INSURED'] as const) {
        expect(later[item], item).toEqual(records[item]);
      }
    }
  });

  it('a minor has no wage, pension, vehicle, dwelling, account or judgment', () => {
    const minors = all.filter(({ person }) => ageOn(person.birthDate, '2014-04-28') < 18);
    expect(minors.length).toBeGreaterThan(0);
    const possible = ['HUKOU', 'ENROLMENT', 'INSURED', 'SETTLEMENT', 'CASH_VALUE', 'CERT'];
    for (const { records } of minors) {
      const held = Object.entries(records).filter(([, rows]) => rows.length > 0);
      expect(held.map(([item]) => item).filter((item) => !possible.includes(item))).toEqual([]);
    }
  });

  it('a marriage names the partner on both sides', () => {
    const married = all.filter(({ records }) => records.MARRIAGE.length > 0);
    for (const { person, records } of married) {
      const partner = all.find((other) => other.person.idNo === records.MARRIAGE[0]?.partnerIdNo);
      expect(partner?.records.MARRIAGE[0]?.partnerIdNo).toBe(person.idNo);
    }
  });

  it('wages are the twelve full months before the question, or fewer since the job began', () => {
    const worker = all.find(({ person }) => person.wage && person.wage.sinceMonth <= '2013-01');
    expect(worker?.records.IIT_WAGE.map((row) => row.month)).toEqual(
      '2013-04 2013-05 2013-06 2013-07 2013-08 2013-09 2013-10 2013-11 2013-12 2014-01 2014-02 2014-03'.split(' '),
    );
  });

  it('a cremation is not in the register before its day, and the police still list the person as living', () => {
    const dead = population.persons.find((person) => person.cremation);
    if (!dead?.cremation) throw new Error('the population has nobody cremated');
    expect(agencyRecords(dead, '2014-03-01').CREMATION).toEqual([]);
    const records = agencyRecords(dead, '2014-04-28');
    expect([records.CREMATION.length, records.HUKOU[0]?.status]).toEqual([1, 'NORMAL']);
  });
});
