import { type DivisionChangeKind, type ReportBody, roles } from '@mz/contracts';
import { type DivisionType, nationalCalendar, transition } from '@mz/domain';
import { describe, expect, test } from 'vitest';
import { livelihood, reportOf } from '../../test/proposal-road.ts';
import { machineOf, type StepFacts } from './machine.ts';
import { routeOf } from './route.ts';
import {
  checkLetter,
  checkPanel,
  checkParts,
  checkRisk,
  isDocNo,
  losingGroups,
  neededPapers,
  riskLevelOf,
  riskScoreOf,
} from './rules.ts';
import { codeTableDue, flaggedUpTo, monthlyReport, tasksOf } from './tasks.ts';

const limits = { low: 80, medium: 60, dimension: 10 };
const panel = { size: 5, favourNumerator: 2, favourDenominator: 3 };
const terms = { surveyMonths: 6, signsMonths: 12, codeTableDays: 5, redFlagDays: 30 };

describe('place-names §4.5: stability risk, 22+20+18+19 = 79 is MEDIUM and 24+24+24+9 = 81 is HIGH', () => {
  test.each([
    ['the example 22+20+18+19 = 79', [22, 20, 18, 19], 79, 'MEDIUM'],
    ['the example 24+24+24+9 = 81 with one below 10', [24, 24, 24, 9], 81, 'HIGH'],
    ['80 exactly', [20, 20, 20, 20], 80, 'LOW'],
    ['60 exactly', [15, 15, 15, 15], 60, 'MEDIUM'],
    ['59', [15, 15, 15, 14], 59, 'HIGH'],
    ['a dimension of exactly 10', [25, 25, 20, 10], 80, 'LOW'],
  ])('%s', (_, [legality = 0, rationality = 0, feasibility = 0, controllability = 0], sum, level) => {
    const scores = { legality, rationality, feasibility, controllability };
    expect([riskScoreOf(scores), riskLevelOf(scores, limits)]).toEqual([sum, level]);
  });

  test('LOW proceeds, MEDIUM only with a plan and a unit that answers for it, HIGH never', () => {
    const mitigation = { plan: '逐户走访', responsibleUnit: '县信访局' };
    expect(checkRisk({}, 'LOW')).toEqual([]);
    expect(checkRisk({}, 'MEDIUM')).toEqual(['MITIGATION_REQUIRED']);
    expect(checkRisk({ mitigation }, 'MEDIUM')).toEqual([]);
    expect(checkRisk({ mitigation }, 'HIGH')).toEqual(['RISK_HIGH']);
  });
});

describe('place-names §4.5: expert panel of at least five, odd, two thirds in favour', () => {
  const votes = (yes: number, no: number): boolean[] => [...Array(yes).fill(true), ...Array(no).fill(false)];
  test.each([
    [4, 1, []],
    [3, 2, ['PANEL_NOT_IN_FAVOUR']],
    [6, 3, []],
    [5, 4, ['PANEL_NOT_IN_FAVOUR']],
    [3, 0, ['PANEL_TOO_SMALL']],
    [6, 0, ['PANEL_EVEN']],
    [1, 1, ['PANEL_TOO_SMALL', 'PANEL_EVEN', 'PANEL_NOT_IN_FAVOUR']],
  ])('%i for, %i against', (yes, no, expected) => {
    expect(checkPanel(votes(yes, no), panel)).toEqual(expected);
  });
});

describe('place-names §4.5: livelihood outline', () => {
  const row = (group: string, changeFen: number, transitionRule: string | null = null) => ({
    group,
    affectedPersons: 10,
    changeFen,
    payer: '县财政',
    transitionRule,
  });
  test.each([
    ['a loss without a measure', [row('低保对象', -1)], ['低保对象']],
    ['a loss with a measure', [row('低保对象', -1, '两年内按原标准')], []],
    ['a blank is no measure', [row('低保对象', -1, ' ')], ['低保对象']],
    ['a loss that another gain of the group makes good', [row('低保对象', -100), row('低保对象', 100)], []],
    ['a gain of another group makes nothing good', [row('低保对象', -100), row('老年人', 100)], ['低保对象']],
    ['no change', [row('低保对象', 0)], []],
  ])('%s', (_, groups, expected) => {
    expect(losingGroups(livelihood(groups))).toEqual(expected);
  });

  test('all ten sections must be there', () => {
    const faults = checkParts(reportOf('LIVELIHOOD_IMPACT', { livelihood: livelihood().slice(1) }));
    expect(faults).toEqual([
      { code: 'LIVELIHOOD_SECTION_MISSING', pointer: '/body/livelihood', detail: 'SOCIAL_SECURITY' },
    ]);
  });

  test('a report has the part of its type and no other', () => {
    const { riskScores: _, ...without } = reportOf('STABILITY_RISK');
    expect(checkParts(without as ReportBody).map((one) => one.code)).toEqual(['REPORT_PART_MISSING']);
    const foreign = reportOf('EXPERT_ARGUMENT', { livelihood: livelihood() });
    expect(checkParts(foreign)).toEqual([{ code: 'REPORT_PART_FOREIGN', pointer: '/body/livelihood' }]);
  });
});

describe('place-names §4.4: who decides', () => {
  const on = '2014-04-28';
  test.each<[DivisionChangeKind, DivisionType, boolean, string, string, string | null]>([
    ['CONVERT_TO_DISTRICT', 'COUNTY_CITY', false, on, 'STATE_COUNCIL', null],
    ['RENAME', 'COUNTY', false, on, 'STATE_COUNCIL', null],
    ['ABSORB_PREFECTURE', 'PREFECTURE_CITY', false, on, 'STATE_COUNCIL', null],
    ['SEAT_MOVE', 'COUNTY', false, on, 'STATE_COUNCIL', null],
    ['SEAT_MOVE', 'COUNTY', false, '2018-12-31', 'STATE_COUNCIL', null],
    ['SEAT_MOVE', 'COUNTY', false, '2019-01-01', 'PROVINCE', 'STATE_COUNCIL'],
    ['SEAT_MOVE', 'PREFECTURE_CITY', false, '2019-01-01', 'STATE_COUNCIL', null],
    ['TRANSFER_PART', 'COUNTY', true, on, 'STATE_COUNCIL', null],
    ['TRANSFER_PART', 'DISTRICT', false, on, 'PROVINCE', 'MCA'],
    ['TRANSFER_PART', 'DISTRICT', false, '2019-01-01', 'PROVINCE', 'STATE_COUNCIL'],
    ['ESTABLISH', 'TOWN', false, on, 'PROVINCE', 'MCA'],
    ['TYPE_CHANGE', 'TOWNSHIP', false, on, 'PROVINCE', 'MCA'],
    ['ESTABLISH', 'SUBDISTRICT', false, on, 'CITY', null],
    ['MERGE', 'VILLAGERS_COMMITTEE', false, on, 'COUNTY', null],
    ['ABOLISH', 'RESIDENTS_COMMITTEE', false, on, 'COUNTY', null],
  ])(
    '%s of a %s (large: %s) on %s: %s, filed with %s',
    (kind, unitType, largeBoundaryChange, day, decidedBy, filedWith) => {
      const route = routeOf({ kind, unitType, largeBoundaryChange, on: day });
      expect(route).toMatchObject({ ok: true, value: { decidedBy, filedWith } });
    },
  );

  test.each<[DivisionChangeKind, DivisionType, string]>([
    ['RECODE', 'COUNTY', on],
    ['RENAME', 'STATISTICAL_ZONE', on],
    ['RENAME', 'PROVINCE', on],
    ['RENAME', 'QUASI_VILLAGE', on],
    ['RENAME', 'COUNTY', '1985-01-14'],
  ])('PROPOSAL_ROUTE_UNKNOWN: %s of a %s on %s', (kind, unitType, day) => {
    expect(routeOf({ kind, unitType, largeBoundaryChange: false, on: day })).toMatchObject({
      ok: false,
      code: 'PROPOSAL_ROUTE_UNKNOWN',
    });
  });

  test('the ministry answers for the State Council, nobody for the province', () => {
    const letter = { step: 'STATE_COUNCIL', outcome: 'APPROVED', docNo: '民函〔2014〕6号' } as const;
    expect(checkLetter({ ...letter, authority: 'MCA' }, 'STATE_COUNCIL')).toEqual([]);
    expect(checkLetter({ ...letter, step: 'GOVERNMENT', authority: 'MCA' }, 'PROVINCE')).toEqual([
      'AUTHORITY_NOT_COMPETENT',
    ]);
    expect(checkLetter({ ...letter, step: 'GOVERNMENT', authority: 'CITY', docNo: '6号' }, 'PROVINCE')).toEqual([
      'DOC_REQUIRED',
      'AUTHORITY_NOT_COMPETENT',
    ]);
    expect(checkLetter({ step: 'GOVERNMENT', outcome: 'REJECTED' }, 'PROVINCE')).toEqual([]);
  });

  test.each([
    ['国函〔2014〕13号', true],
    ['鲁政字〔2014〕19号§2', true],
    ['国函[2014]13号', false],
    ['国函〔2014〕号', false],
    ['', false],
    ['13', false],
  ])('the number of a letter %s: %s', (text, expected) => {
    expect(isDocNo(text)).toBe(expected);
  });

  test('a village committee needs township and assembly, a county congress and government', () => {
    expect(neededPapers('VILLAGERS_COMMITTEE', 'COUNTY')).toEqual(['TOWNSHIP_PROPOSAL', 'VILLAGERS_ASSEMBLY']);
    expect(neededPapers('COUNTY', 'PROVINCE')).toEqual(['CONGRESS_RESOLUTION', 'GOVERNMENT_RESOLUTION']);
    expect(neededPapers('SUBDISTRICT', 'CITY')).toEqual(['GOVERNMENT_RESOLUTION']);
  });
});

describe('place-names §4.5: the machine', () => {
  const facts: StepFacts = {
    decidedBy: 'PROVINCE',
    missingReports: [],
    consulted: true,
    openTasks: false,
    supervised: true,
  };
  const table = machineOf('PROVINCE');

  test('no role but the named ones takes any step', () => {
    for (const row of table) {
      for (const role of Object.keys(roles) as (keyof typeof roles)[]) {
        const state = Array.isArray(row.from) ? row.from[0] : row.from;
        const answer = transition(table, { state, action: row.action, role, facts });
        const named = table.some(
          (one) => one.action === row.action && [one.from].flat().includes(state) && one.roles.includes(role),
        );
        expect([row.action, role, answer.ok || answer.code !== 'ROLE_NOT_PERMITTED']).toEqual([
          row.action,
          role,
          named,
        ]);
      }
    }
  });

  test.each([
    [
      'PLAN_CHECKED',
      { missingReports: ['EXPERT_ARGUMENT'], consulted: false },
      ['ASSESSMENT_MISSING', 'CONSULTATION_MISSING'],
    ],
    ['CONSULTED', { missingReports: ['LIVELIHOOD_IMPACT'] }, ['ASSESSMENT_MISSING']],
    ['LIVELIHOOD_ASSESSED', { consulted: false }, ['CONSULTATION_MISSING']],
  ] as const)('nothing is submitted from %s with %o', (state, lacking, reasons) => {
    const answer = transition(table, {
      state,
      action: 'submit',
      role: 'PLACE_CITY_OFFICER',
      facts: { ...facts, ...lacking },
    });
    expect(answer).toMatchObject({ ok: false, reasons });
  });

  test('WITHDRAWN from every state before APPROVED and from none after', () => {
    const states = [
      'DRAFT',
      'RETURNED',
      'PLAN_CHECKED',
      'SUBMITTED',
      'REPORTED_UP',
      'APPROVED',
      'PUBLISHED',
      'REJECTED',
    ] as const;
    const allowed = states.filter(
      (state) => transition(table, { state, action: 'withdraw', role: 'PLACE_CITY_OFFICER', facts }).ok,
    );
    expect(allowed).toEqual(['DRAFT', 'RETURNED', 'PLAN_CHECKED', 'SUBMITTED', 'REPORTED_UP']);
  });

  test('only what the State Council decides is reported up, and only the rest ends with the government', () => {
    const up = { state: 'GOV_APPROVED', action: 'reportUp', role: 'PLACE_PROVINCE_OFFICER' } as const;
    const end = { state: 'GOV_APPROVED', action: 'approve', role: 'PLACE_PROVINCE_CHECKER' } as const;
    const high: StepFacts = { ...facts, decidedBy: 'STATE_COUNCIL' };
    expect([transition(table, { ...up, facts }).ok, transition(table, { ...end, facts }).ok]).toEqual([false, true]);
    const top = machineOf('STATE_COUNCIL');
    expect([transition(top, { ...up, facts: high }).ok, transition(top, { ...end, facts: high }).ok]).toEqual([
      true,
      false,
    ]);
  });
});

describe('place-names §4.5: tasks of the supervision', () => {
  const calendar = nationalCalendar();

  test('survey after 6 months, signs after 12, code tables 5 working days after the publication of the codes', () => {
    const tasks = tasksOf({ on: '2014-06-30', terms, calendar, codesPublishedOn: '2014-06-27' });
    expect(tasks.map((task) => [task.kind, task.dueOn])).toEqual([
      ['ORGANS_HANDOVER', null],
      ['SEALS', null],
      ['SIGNS', '2015-06-30'],
      ['BOUNDARY_SURVEY', '2014-12-30'],
      ['CODE_TABLES', '2014-07-04'],
      ['CERTIFICATES_KEPT', null],
      ['MONTHLY_REPORT', '2014-06-30'],
    ]);
  });

  test('while the codes are provisional the term of the code tables has not begun', () => {
    const tasks = tasksOf({ on: '2014-06-30', terms, calendar, codesPublishedOn: null });
    expect(tasks.find((task) => task.kind === 'CODE_TABLES')?.dueOn).toBeNull();
  });

  test('a due day beyond the loaded calendar is provisional', () => {
    expect(codeTableDue('2099-01-01', terms, calendar).provisional).toBe(true);
  });

  test('a monthly report is due on the last day of its month', () => {
    expect(monthlyReport('2016-02-10')).toMatchObject({ month: '2016-02', dueOn: '2016-02-29' });
  });

  test('overdue 30 days is a red flag, 29 are none', () => {
    expect(flaggedUpTo('2015-01-29', terms)).toBe('2014-12-30');
  });
});
