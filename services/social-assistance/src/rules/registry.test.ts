import { ParameterError } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { legalBasisOf, type RuleName, ruleRef, ruleVersions } from './registry.ts';

const approval = '最低生活保障审核审批办法(试行)(民发〔2012〕220号)';
const opinion = '国务院关于进一步加强和改进最低生活保障工作的意见(国发〔2012〕45号)';
const measures = '社会救助暂行办法(国务院令第649号)';
const test = [`${approval}第四条`, `${measures}第九条;${approval}第四条`] as const;
const differential = [`${opinion}差额救助的规定`, `${measures}第十二条`] as const;

/** The law of each rule before and since 2014-05-01, when the measures came into force. */
const laws: Readonly<Record<RuleName, readonly [before: string, since: string]>> = {
  countedMembers: [`${approval}第六条`, `${approval}第六条`],
  householdStructure: [`${approval}第六条`, `${approval}第六条`],
  applyAlone: [`${approval}关于单独提出申请的规定`, `${approval}关于单独提出申请的规定`],
  registerKind: [`${approval}第五条`, `${approval}第五条`],
  mixedHousehold: [`${approval}第五条`, `${approval}第五条`],
  benefitEligible: [opinion, `${measures}第四十五条`],
  incomeWindow: [`${approval}第七条`, `${approval}第七条`],
  countableIncome: [`${approval}第七条`, `${approval}第七条`],
  support: [`${approval}第七条`, `${approval}第七条`],
  imputedIncome: [`${approval}第七条`, `${approval}第七条`],
  declaration: [`${approval}第七条`, `${approval}第七条`],
  incomeTest: test,
  assetTest: test,
  verificationLimits: test,
  differential,
  attribution: differential,
  topUps: [`${opinion}分类施保的规定`, `${measures}第十二条第二款`],
  startMonth: [`${approval}关于自批准次月起发放的规定`, `${approval}关于自批准次月起发放的规定`],
  lowIncome: ['城市低收入家庭认定办法(民发〔2008〕156号)', '城市低收入家庭认定办法(民发〔2008〕156号)'],
  reviewClass: [`${opinion}动态管理的规定`, `${measures}第十三条;${opinion}动态管理的规定`],
  fundSplit: ['城乡最低生活保障资金管理办法(财社〔2012〕171号)', '城乡最低生活保障资金管理办法(财社〔2012〕171号)'],
  standardFloor: [opinion, `${measures}第十条`],
};
const names = Object.keys(laws) as RuleName[];

describe('a decision names the law that was in force on its day', () => {
  it.each(names)('%s', (name) => {
    const days = ['2012-12-12', '2014-04-30', '2014-05-01', '2030-01-01'];
    const [before, since] = laws[name];
    expect(days.map((day) => legalBasisOf(name, day))).toEqual([before, before, since, since]);
  });

  it('and none for a day before the first of them', () => {
    for (const name of names) expect(() => legalBasisOf(name, '2012-12-11')).toThrow(ParameterError);
    expect(() => legalBasisOf('topUps', '2012-12-11')).toThrow('legal_basis.topUps');
  });
});

it('every rule has an id of its own and a version, which a reference names', () => {
  const versions = ruleVersions();
  expect(new Set(versions.map(({ id }) => id)).size).toBe(names.length);
  expect(versions.map(({ id, version }) => `${id}@${version}`).sort()).toEqual(names.map(ruleRef).sort());
  expect(versions.every(({ id, version }) => /^SA-R-\d\d$/.test(id) && /^[1-9]$/.test(version))).toBe(true);
  expect([ruleRef('incomeTest'), ruleRef('benefitEligible')]).toEqual(['SA-R-09@1', 'SA-R-04@2']);
});
