import type { CaseFacts } from '@mz/contracts';
import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anAsset, anIncome, aSupporter, personId } from './factories.ts';

/** Every reason of a refusal as the household reads it: text and the place in its facts. */
function told(overrides: Partial<CaseFacts>): (string | undefined)[][] {
  return decideCase(aCase(overrides)).reasons.map(({ code, field, text }) => [code, field, text]);
}

describe('what a refused household is told, word for word', () => {
  const disabled = { birthDate: '1982-03-10', disabilityLevel: 1, independentHukou: true } as const;
  const dwelling = (areaM2: number) => anAsset('REAL_ESTATE', { usage: 'DWELLING', areaM2 });

  it('income: its own, the line, and how the line is made', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' })];
    expect(told({ members, incomes: [anIncome({ amountFen: 600_005 })] })).toEqual([
      [
        'INCOME_NOT_BELOW_STANDARD',
        '/incomes',
        '家庭年可支配收入12000.10元,不低于保障线11520.00元(每人每年5760.00元×2人)。',
      ],
    ]);
  });

  it('financial assets: what they are, and the limit a head and in all', () => {
    const members = [aMember(1), aMember(2, { relationToHead: '10' })];
    expect(told({ members, assets: [anAsset('DEPOSIT', { valueFen: 2_304_001 })] })).toEqual([
      ['EXCEEDS_ASSET', '/assets', '家庭金融资产23040.01元,超过每人11520.00元、共23040.00元的上限。'],
    ]);
  });

  it.each<[string, Partial<CaseFacts>, string, string]>([
    [
      'a vehicle',
      { assets: [anAsset('VEHICLE')] },
      '/assets/0',
      '家庭拥有机动车辆(残疾人功能性补偿代步机动车辆除外)。',
    ],
    ['dwellings', { assets: [dwelling(60), dwelling(80), dwelling(90)] }, '/assets/1', '家庭有3处住房,超过1处的上限。'],
    [
      'a business',
      { assets: [anAsset('BUSINESS_REG', { staffCount: 1 })] },
      '/assets/0',
      '家庭成员有在营工商登记,注册资金超过30000元或者雇有人员。',
    ],
    [
      'a luxury building',
      { assets: [anAsset('REAL_ESTATE', { usage: 'LUXURY_BUILDING' })] },
      '/assets/0',
      '家庭在最近3年内兴建、购买或者装修高档住房。',
    ],
    [
      'a choice-school',
      { members: [aMember(2, { specialIdentities: ['CHOICE_SCHOOL'] }), aMember(1)] },
      '/members/0/specialIdentities',
      '家庭成员自费出国留学或者自费择校就读。',
    ],
  ])('%s', (_, facts, field, text) => {
    expect(told(facts)).toEqual([['EXCEEDS_ASSET', field, text]]);
  });

  it('nobody who may benefit', () => {
    expect(told({ members: [aMember(1, { hukouKind: 'AGRI' })] })).toEqual([
      ['NO_ELIGIBLE_MEMBER', '/members', '家庭中没有可以享受本项最低生活保障的成员(户口类别不符或者另有保障)。'],
    ]);
  });

  it('applying alone: every condition that fails, at the applicant', () => {
    const members = [
      aMember(2, { relationToHead: '51' }),
      aMember(1, { birthDate: '1998-06-02', labourCapacity: 'FULL', noIncomeReason: 'CARING' }),
    ];
    expect(told({ members, applyAlone: { ground: 'SEVERE_DISABILITY' } })).toEqual([
      ['SINGLE_APPLICANT_NOT_ADULT', '/members/1/birthDate', '单独提出申请的重度残疾人应当成年。'],
      [
        'SINGLE_APPLICANT_NOT_SEVERELY_DISABLED',
        '/members/1/disabilityLevel',
        '单独提出申请的人应当持有重度(一级、二级)残疾证明。',
      ],
      ['SINGLE_APPLICANT_ABLE_TO_WORK', '/members/1/labourCapacity', '单独提出申请的重度残疾人应当丧失劳动能力。'],
      [
        'SINGLE_APPLICANT_NOT_INDEPENDENT_HUKOU',
        '/members/1/independentHukou',
        '单独提出申请的成年重度残疾人应当单独立户,申请人没有独立户口簿。',
      ],
      [
        'SINGLE_APPLICANT_FAMILY_NOT_IN_DIFFICULTY',
        '/applyAlone/parentsPerCapitaFen',
        '父母家庭人均月收入没有说明,困难家庭的上限为960.00元。',
      ],
    ]);
  });

  it('applying alone: the family’s income beside its limit, the years of religious life', () => {
    const alone = { ground: 'SEVERE_DISABILITY', parentsPerCapitaFen: 96_001 } as const;
    expect(told({ members: [aMember(1, disabled)], applyAlone: alone })[0]?.[2]).toBe(
      '父母家庭人均月收入为960.01元,困难家庭的上限为960.00元。',
    );
    expect(told({ applyAlone: { ground: 'RELIGIOUS' } })).toEqual([
      [
        'SINGLE_APPLICANT_RELIGIOUS_YEARS',
        '/members/0/awaySince',
        '单独提出申请的宗教教职人员应当脱离家庭、在宗教场所居住三年以上(含三年)。',
      ],
    ]);
  });

  it.each<[Partial<CaseFacts>, string[]]>([
    [{ assets: [anAsset('VEHICLE')] }, ['如家庭没有该机动车辆,本项财产条件即符合。']],
    [{ assets: [dwelling(60), dwelling(80)] }, ['如家庭没有超出上限的住房,本项财产条件即符合。']],
    [{ assets: [anAsset('BUSINESS_REG', { staffCount: 1 })] }, ['如家庭没有该在营工商登记,本项财产条件即符合。']],
    [{ assets: [anAsset('REAL_ESTATE', { usage: 'LUXURY_BUILDING' })] }, ['如家庭没有该高档住房,本项财产条件即符合。']],
    [
      { assets: [anAsset('DEPOSIT', { valueFen: 1_152_001 })] },
      ['如家庭金融资产合计不高于11520.00元,本项财产条件即符合。'],
    ],
    [
      {
        members: [aMember(1, { ...disabled, independentHukou: false })],
        applyAlone: { ground: 'SEVERE_DISABILITY', parentsPerCapitaFen: 96_001 },
      },
      [
        '如申请人单独立户,即符合单独提出申请的户口条件。(须与其他1项同时满足)',
        '如父母家庭人均月收入不高于960.00元,即为困难家庭。(须与其他1项同时满足)',
      ],
    ],
  ])('and what would change it: %#', (facts, texts) => {
    expect(decideCase(aCase(facts)).counterfactuals.map(({ text }) => text)).toEqual(texts);
  });
});

describe('the trace shows the figures of each step, in the order in which they were found', () => {
  const members = [
    aMember(1, { disabilityLevel: 1 }),
    aMember(2, {
      relationToHead: '10',
      labourCapacity: 'FULL',
      employmentStatus: 'UNEMPLOYED',
      birthDate: '1974-01-01',
    }),
    aMember(3, { relationToHead: '20', birthDate: '1990-01-01', legalDutyOfSupport: false }),
  ];
  const incomes = [anIncome({ amountFen: 100_000 }), anIncome({ type: 'DIBAO', amountFen: 5 })];
  const supporters = [aSupporter({ judgmentFen: 12_000 })];

  function steps(overrides: Partial<CaseFacts>) {
    const { trace } = decideCase(aCase(overrides));
    return trace.map(({ rule, inputs, output, note }) => [rule, inputs, output, ...(note === undefined ? [] : [note])]);
  }

  it('of a refusal', () => {
    const assets = [anAsset('DEPOSIT', { valueFen: 5 })];
    const kinds = Object.fromEntries([1, 2, 3].map((number) => [personId(number), 'URBAN']));
    expect(steps({ members, incomes, supporters, assets })).toEqual([
      ['SA-R-03@1', { family: 'URBAN' }, kinds],
      [
        'SA-R-01@1',
        { onDay: '2014-06-01', members: 3 },
        [
          { personId: personId(1), counted: true, reason: null },
          { personId: personId(2), counted: true, reason: null },
          { personId: personId(3), counted: false, reason: 'ADULT_CHILD_INDEPENDENT' },
        ],
      ],
      [
        'SA-R-05@1',
        { applicationMonth: '2014-04', programme: 'URBAN_DIBAO' },
        { from: '2013-10', to: '2014-03', months: 6 },
      ],
      [
        'SA-R-06@1',
        { items: 2, excluded: ['DIBAO'] },
        [{ personId: personId(1), type: 'WAGE', provenance: 'VERIFIED', windowFen: '100000' }],
      ],
      ['SA-R-07@1', { supporters: [{ personId: personId(91), source: 'JUDGMENT', yearFen: '12000' }] }, '12000'],
      ['SA-R-08@1', { members: [{ personId: personId(2), yearFen: '1440000' }] }, '1440000'],
      ['SA-R-14@1', { kinds: ['URBAN'] }, ['URBAN_DIBAO']],
      ['SA-R-04@2', { programme: 'URBAN_DIBAO', n: 2 }, [personId(1), personId(2)]],
      ['SA-R-10@1', { n: 2, holdings: ['DEPOSIT'] }, []],
      [
        'SA-R-09@1',
        {
          incomeYear: '1652000',
          n: 2,
          standardId: '018f0000-0000-7000-8000-000000000480',
          standardYearFen: 576_000,
          limitFen: '1152000',
        },
        false,
      ],
      ['SA-R-16@1', { incomeYear: '1652000', upperFen: '1728000', n: 2 }, true],
      ['SA-R-15@1', { decidedOn: '2014-05-16' }, null],
    ]);
  });

  it('of a grant: the exact amount before it is rounded, top-ups and shares', () => {
    const found = steps({ members: members.slice(0, 1), incomes: [anIncome({ amountFen: 100 })] });
    expect(found.slice(-4)).toEqual([
      [
        'SA-R-11@1',
        { incomeYear: '200', n: 1, e: 1, standardYearFen: 576_000, minimumFen: 1_000 },
        47_983,
        'exact 143950/3',
      ],
      [
        'SA-R-12@1',
        { onDay: '2014-06-01', standardYearFen: 576_000 },
        [{ personId: personId(1), category: 'SEVERE_DISABILITY', amountFen: 9_600 }],
      ],
      ['SA-R-13@1', { differentialFen: 47_983 }, [{ personId: personId(1), amountFen: 57_583 }]],
      ['SA-R-15@1', { decidedOn: '2014-05-16' }, '2014-06'],
    ]);
  });

  it('of a single application: who applies on what ground, and what fails', () => {
    const facts = { applyAlone: { ground: 'RELIGIOUS' } } as const;
    expect(steps(facts)).toContainEqual([
      'SA-R-02@1',
      { ground: 'RELIGIOUS', personId: personId(1) },
      ['SINGLE_APPLICANT_RELIGIOUS_YEARS'],
    ]);
  });
});
