import { ParameterError } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anIncome, aRuralCase, aSupporter, personId, withParameter } from './factories.ts';
import type { Member } from './types.ts';

describe('income test and minimum grant (SA-649 art. 9, 12)', () => {
  // n = 1, S_y = 5,760.00: the window limit of six months is 2,880.00
  const rows: [window: number, outcome: string, amountFen: number][] = [
    [288_000, 'REFUSE', 0],
    [287_999, 'GRANT', 1_000],
    [282_001, 'GRANT', 1_000],
    [282_000, 'GRANT', 1_000],
    [281_997, 'GRANT', 1_001],
    [0, 'GRANT', 48_000],
  ];
  it.each(rows)('window income %d fen: %s %d', (amountFen, outcome, granted) => {
    const result = decideCase(aCase({ incomes: [anIncome({ amountFen })] }));
    expect([result.outcome, result.amountFen]).toEqual([outcome, granted]);
  });

  it('the minimum grant comes before top-ups, which are added to it', () => {
    const members = [aMember(1, { seriousIllness: true })];
    const result = decideCase(aCase({ members, incomes: [anIncome({ amountFen: 287_999 })] }));
    expect(result.amountFen).toBe(1_000 + 9_600);
  });

  it('rounding up to the yuan is a mode of the parameter', () => {
    const facts = aCase({ incomes: [anIncome({ amountFen: 100 })] }); // exactly 479.8333…
    const parameters = withParameter('rounding_mode', 'YUAN_CEIL');
    expect([decideCase(facts).amountFen, decideCase({ ...facts, parameters }).amountFen]).toEqual([47_983, 48_000]);
  });

  it('a refusal says rule, article and place, and never a person', () => {
    const facts = aCase({ incomes: [anIncome({ amountFen: 288_000 })] });
    const [reason] = decideCase(facts).reasons;
    expect(reason).toMatchObject({ code: 'INCOME_NOT_BELOW_STANDARD', ruleId: 'SA-R-09@1', field: '/incomes' });
    expect(reason?.legalBasis).toContain('第649号');
    expect(reason?.text).not.toMatch(/[0-9]{15}/);
  });

  it('before 2014-05-01 a decision rests on the law of its day', () => {
    const facts = aCase({ decidedOn: '2014-04-30', incomes: [anIncome({ amountFen: 288_000 })] });
    expect(decideCase(facts).reasons[0]?.legalBasis).not.toContain('第649号');
  });
});

describe('LOW_INCOME is offered up to 1.5 standards, inclusive (民发〔2008〕156号)', () => {
  const rows: [number, string[]][] = [
    [288_000, ['LOW_INCOME']],
    [432_000, ['LOW_INCOME']],
    [432_001, []],
  ];
  it.each(rows)('window income %d fen', (amountFen, offers) => {
    expect(decideCase(aCase({ incomes: [anIncome({ amountFen })] })).offers).toEqual(offers);
  });

  it('a family below the dibao line is not offered it', () => {
    const facts = aCase({ applyAlone: { ground: 'RELIGIOUS' } });
    expect(decideCase(facts).offers).toEqual([]);
  });
});

describe('top-ups: only the highest category, on S_month', () => {
  const rows: [string, Partial<Member>, [string, number][]][] = [
    ['70 on the first day of the month', { birthDate: '1944-06-01' }, [['AGE', 4_800]]],
    ['69 on that day', { birthDate: '1944-06-02' }, []],
    ['severe disability of level 2', { disabilityLevel: 2 }, [['SEVERE_DISABILITY', 9_600]]],
    ['level 3 is not severe', { disabilityLevel: 3 }, []],
    [
      'serious illness of somebody over 70',
      { birthDate: '1940-01-01', seriousIllness: true },
      [['SERIOUS_ILLNESS', 9_600]],
    ],
    ['pregnant', { specialIdentities: ['PREGNANT'] }, [['PREGNANT', 4_800]]],
    [
      'of equal shares the first of the table is named',
      { disabilityLevel: 1, seriousIllness: true, specialIdentities: ['PREGNANT'] },
      [['SEVERE_DISABILITY', 9_600]],
    ],
    ['no illness', { seriousIllness: false }, []],
  ];
  it.each(rows)('%s', (_, member, expected) => {
    const topUps = decideCase(aCase({ members: [aMember(1, member)] })).parts[0]?.topUps;
    expect(topUps?.map(({ category, amountFen }) => [category, amountFen])).toEqual(expected);
  });

  it('a minor gets one, an adult student of a single parent too', () => {
    const parent = aMember(1, { specialIdentities: ['SINGLE_PARENT'] });
    const child = aMember(2, { relationToHead: '20', birthDate: '2010-01-01' });
    const student = aMember(3, { relationToHead: '30', birthDate: '1994-01-01', inSchool: 'COLLEGE', fullTime: true });
    const topUps = decideCase(aCase({ members: [parent, child, student] })).parts[0]?.topUps;
    expect(topUps?.map(({ category }) => category)).toEqual(['MINOR', 'SINGLE_PARENT_CHILD']);
  });

  it.each<[string, Partial<Member>, Partial<Member>, string[]]>([
    ['not when the head does not raise them alone', {}, {}, []],
    ['not outside school', { specialIdentities: ['SINGLE_PARENT'] }, { inSchool: 'NONE' }, []],
    ['not in part-time school', { specialIdentities: ['SINGLE_PARENT'] }, { fullTime: false }, []],
    ['not a parent of the head', { specialIdentities: ['SINGLE_PARENT'] }, { relationToHead: '51' }, []],
    [
      'a daughter like a son',
      { specialIdentities: ['SINGLE_PARENT'] },
      { relationToHead: '30' },
      ['SINGLE_PARENT_CHILD'],
    ],
    [
      'an adopted child too',
      { specialIdentities: ['SINGLE_PARENT'] },
      { relationToHead: '27' },
      ['SINGLE_PARENT_CHILD'],
    ],
  ])('an adult student: %s', (_, head, change, categories) => {
    const student = { relationToHead: '20', birthDate: '1994-01-01', inSchool: 'COLLEGE', fullTime: true } as const;
    const topUps = decideCase(aCase({ members: [aMember(1, head), aMember(2, { ...student, ...change })] })).parts[0]
      ?.topUps;
    expect(topUps?.map(({ category }) => category)).toEqual(categories);
  });

  it('whoever is listed first, the head is the one of the relations', () => {
    const student = { relationToHead: '20', birthDate: '1994-01-01', inSchool: 'COLLEGE', fullTime: true } as const;
    const members = [aMember(2, student), aMember(1, { specialIdentities: ['SINGLE_PARENT'] })];
    expect(decideCase(aCase({ members })).parts[0]?.topUps).toMatchObject([{ category: 'SINGLE_PARENT_CHILD' }]);
  });

  it('the highest share counts, wherever its category stands in the table', () => {
    const members = [aMember(1, { disabilityLevel: 1, specialIdentities: ['PREGNANT'] })];
    const parameters = withParameter('topup.PREGNANT.share_bp', 3_000);
    expect(decideCase(aCase({ members, parameters })).parts[0]?.topUps).toMatchObject([
      { category: 'PREGNANT', amountFen: 14_400 },
    ]);
  });

  it('a share of nothing is no top-up, and each is rounded once to the fen', () => {
    const member = aMember(1, { specialIdentities: ['PREGNANT'] });
    const none = withParameter('topup.PREGNANT.share_bp', 0);
    expect(decideCase(aCase({ members: [member], parameters: none })).parts[0]?.topUps).toEqual([]);
    const odd = withParameter('topup.PREGNANT.share_bp', 333); // 480.00 × 3.33% is 15.984
    expect(decideCase(aCase({ members: [member], parameters: odd })).parts[0]?.topUps).toMatchObject([
      { amountFen: 1_598 },
    ]);
  });
});

describe('applying alone (MF-220)', () => {
  const applicant = { birthDate: '1982-03-10', disabilityLevel: 2, independentHukou: true } as const;
  const alone = (member: Partial<Member>, parentsPerCapitaFen?: number) =>
    decideCase(
      aCase({
        members: [aMember(1, { ...applicant, ...member })],
        applyAlone: {
          ground: 'SEVERE_DISABILITY',
          ...(parentsPerCapitaFen === undefined ? {} : { parentsPerCapitaFen }),
        },
      }),
    ).reasons.map(({ code }) => code);
  const rows: [string, Partial<Member>, number | undefined, string[]][] = [
    ['a family at exactly two standards is in difficulty', {}, 96_000, []],
    ['a fen more is not', {}, 96_001, ['SINGLE_APPLICANT_FAMILY_NOT_IN_DIFFICULTY']],
    ['an income that is not stated proves nothing', {}, undefined, ['SINGLE_APPLICANT_FAMILY_NOT_IN_DIFFICULTY']],
    [
      'without a register of one’s own',
      { independentHukou: false },
      70_000,
      ['SINGLE_APPLICANT_NOT_INDEPENDENT_HUKOU'],
    ],
    ['level 3', { disabilityLevel: 3 }, 70_000, ['SINGLE_APPLICANT_NOT_SEVERELY_DISABLED']],
    ['able to work in part', { labourCapacity: 'PARTIAL' }, 70_000, ['SINGLE_APPLICANT_ABLE_TO_WORK']],
    ['17 years old', { birthDate: '1996-06-02' }, 70_000, ['SINGLE_APPLICANT_NOT_ADULT']],
  ];
  it.each(rows)('%s', (_, member, parents, codes) => {
    expect(alone(member, parents)).toEqual(codes);
  });

  it('n = e = 1 and only own income counts, whoever else is listed', () => {
    const facts = aCase({
      members: [aMember(1, applicant), aMember(2, { relationToHead: '51' })],
      incomes: [anIncome({ personId: personId(2), amountFen: 9_000_000 })],
      supporters: [aSupporter({ perCapitaFen: 900_000 })],
      applyAlone: { ground: 'SEVERE_DISABILITY', parentsPerCapitaFen: 70_000 },
    });
    const result = decideCase(facts);
    expect(result.parts[0]).toMatchObject({ countedMembers: 1, eligibleMembers: 1, incomeYear: '0' });
    expect(result.counted[1]).toMatchObject({ counted: false, reason: 'APPLIES_ALONE' });
  });

  it.each([
    ['2011-05-16', 'GRANT'],
    ['2011-05-17', 'REFUSE'],
  ])('religious staff at the place of worship since %s: %s', (awaySince, outcome) => {
    const members = [aMember(1, { awayReason: 'RELIGIOUS', awaySince })];
    expect(decideCase(aCase({ members, applyAlone: { ground: 'RELIGIOUS' } })).outcome).toBe(outcome);
  });
});

describe('attribution and start', () => {
  it('the fen that do not divide go to the first persons by id', () => {
    const members = [aMember(3, { relationToHead: '10' }), aMember(1), aMember(2, { relationToHead: '51' })];
    // M = (3 × 5,760.00 − 0.12) / 12 = 1,439.99
    const shares = decideCase(aCase({ members, incomes: [anIncome({ amountFen: 6 })] })).parts[0]?.shares;
    expect(shares).toEqual([
      { personId: personId(1), amountFen: 48_000 },
      { personId: personId(2), amountFen: 48_000 },
      { personId: personId(3), amountFen: 47_999 },
    ]);
  });

  it.each([
    ['2014-05-31', '2014-06'],
    ['2014-06-01', '2014-07'],
    ['2014-12-31', '2015-01'],
  ])('decided on %s, paid from %s', (decidedOn, fromMonth) => {
    expect(decideCase(aCase({ decidedOn })).fromMonth).toBe(fromMonth);
  });
});

describe('who is told to be counted and eligible', () => {
  it('in a mixed household the members of the other register have their own application', () => {
    const members = [
      aMember(1),
      aMember(2, { relationToHead: '10', hukouKind: 'AGRI' }),
      aMember(3, { relationToHead: '51', hukouKind: 'AGRI', ownHousehold: true }),
      aMember(4, { relationToHead: '51', hukouKind: 'AGRI', benefitStopped: 'WORK_REFUSAL' }),
    ];
    const lines = decideCase(aCase({ members })).counted.map(({ counted, eligible, reason }) => [
      counted,
      eligible,
      reason,
    ]);
    expect(lines).toEqual([
      [true, true, null],
      [true, false, 'OTHER_REGISTER_KIND'],
      [false, false, 'OWN_HOUSEHOLD'],
      [true, false, 'WORK_REFUSED'],
    ]);
  });

  it('a granted household is offered nothing else', () => {
    expect(decideCase(aCase()).offers).toEqual([]);
  });
});

describe('missing parameters and standards are errors, never defaults', () => {
  it('PARAMETER_MISSING before the first row', () => {
    expect(() => decideCase(aCase({ decidedOn: '2013-12-31' }))).toThrow(ParameterError);
  });

  it('PARAMETER_MISSING without a standard of the programme', () => {
    expect(() => decideCase(aRuralCase({ standards: [] }))).toThrow(/policy_standard.RURAL_DIBAO/);
  });

  it('PARAMETER_OVERLAP with two standards of one place', () => {
    const { standards } = aCase();
    expect(() => decideCase(aCase({ standards: [...standards, ...standards] }))).toThrow(/PARAMETER_OVERLAP/);
  });

  it('a county’s standard stands before the city’s and the province’s', () => {
    const { standards } = aCase();
    const own = standards.flatMap((row) =>
      row.programme === 'URBAN_DIBAO'
        ? [
            { ...row, divisionCode: '370100000000', amountFen: 50_000 },
            { ...row, divisionCode: '370102000000', amountFen: 52_000 },
          ]
        : [],
    );
    expect(decideCase(aCase({ standards: [...standards, ...own] })).amountFen).toBe(52_000);
  });

  it('PARAMETER_TYPE_INVALID when one person approved twice', () => {
    const parameters = aCase().parameters.map((row) => ({ ...row, approvedBy: ['one', 'one'] }));
    expect(() => decideCase(aCase({ parameters }))).toThrow(/PARAMETER_TYPE_INVALID/);
  });
});
