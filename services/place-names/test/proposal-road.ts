import { createHash } from 'node:crypto';
import {
  advanceProposal,
  attachProposalDocument,
  closeConsultation,
  confirmProposalDecision,
  decideProposal,
  draftProposal,
  getProposal,
  giveProposalOpinion,
  type LivelihoodSection,
  openConsultation,
  type Proposal,
  type ProposalFile,
  type ReportBody,
  type ReportType,
  signProposalReport,
  writeProposalReport,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { TestAnswer, TestService } from '@mz/testing';
import type { DB } from '../src/database.ts';

export type Test = TestService<DB, unknown>;

/** Two city officers of Jinan and three people of the province: nobody does two steps of one matter. */
export const people = {
  town: { role: 'PLACE_TOWN_CLERK', division: '370124102' },
  countyClerk: { role: 'PLACE_COUNTY_CLERK', division: '370124' },
  countyChecker: { role: 'PLACE_COUNTY_CHECKER', division: '370124' },
  city: { role: 'PLACE_CITY_OFFICER', division: '3701', subject: 'city-officer-1' },
  citySigner: { role: 'PLACE_CITY_OFFICER', division: '3701', subject: 'city-officer-2' },
  otherCity: { role: 'PLACE_CITY_OFFICER', division: '3714' },
  province: { role: 'PLACE_PROVINCE_OFFICER', division: '37' },
  provinceChecker: { role: 'PLACE_PROVINCE_CHECKER', division: '37', subject: 'province-checker-1' },
  publisher: { role: 'PLACE_PROVINCE_CHECKER', division: '37', subject: 'province-checker-2' },
  stranger: { role: 'COUNTY_REVIEWER', division: '370124' },
} as const;
export type Who = keyof typeof people;

/** A token of one of them. */
export function tokenOf(test: Test, who: Who): Promise<string> {
  return test.token(people[who]);
}

/** A part of 平阴县 that goes to 长清区: decided by the province. */
export const transferDraft = {
  kind: 'TRANSFER_PART',
  unitType: 'COUNTY',
  title: '平阴县孝直镇划归长清区',
  reason: '为优化区划结构，方便群众办事，申请部分划转。',
  sponsorDivision: '370100000000',
  affectedCodes: ['370124000000', '370113000000'],
  largeBoundaryChange: false,
};

/** 平阴县 becomes a district: decided by the State Council. */
export const districtDraft = {
  ...transferDraft,
  kind: 'CONVERT_TO_DISTRICT',
  title: '撤销平阴县设立平阴区',
  affectedCodes: ['370124000000'],
};

const topics: LivelihoodSection['topic'][] = [
  'SOCIAL_SECURITY',
  'SCHOOL_AND_HEALTH',
  'HUKOU_AND_PAPERS',
  'ADDRESSES_AND_CERTIFICATES',
  'TRANSPORT_AND_FARES',
  'LAND_AND_PROPERTY',
  'TAXES_AND_FEES',
  'ELDERLY_AND_DISABLED',
  'EMPLOYMENT',
  'GOVERNMENT_WINDOWS',
];

/** All sections of the outline, with the groups of the first. */
export function livelihood(groups: LivelihoodSection['groups'] = []): LivelihoodSection[] {
  return topics.map((topic, index) => ({ topic, text: '影响较小', groups: index === 0 ? groups : [] }));
}

/** A report of a type as it passes. */
export function reportOf(type: ReportType, more: Partial<ReportBody> = {}): ReportBody {
  const parts: Partial<Record<ReportType, Partial<ReportBody>>> = {
    STABILITY_RISK: { riskScores: { legality: 22, rationality: 22, feasibility: 21, controllability: 20 } },
    LIVELIHOOD_IMPACT: { livelihood: livelihood() },
  };
  return {
    type,
    outlineVersion: '2014-1',
    evaluatorOrg: '省社会科学院',
    text: '经评估，方案可行。',
    conclusion: '同意',
    ...parts[type],
    ...more,
  };
}

type Answer = TestAnswer<ProposalFile>;

/** The version that stands now. */
async function versionOf(test: Test, id: string): Promise<number> {
  const { body } = await test.call(getProposal, { token: await tokenOf(test, 'province'), params: { id } });
  return body.version;
}

export async function draft(
  test: Test,
  body: object = transferDraft,
  who: Who = 'city',
): Promise<TestAnswer<Proposal>> {
  return test.call(draftProposal, { token: await tokenOf(test, who), body });
}

export async function decide(test: Test, id: string, body: object, who: Who = 'province'): Promise<Answer> {
  const decision = { reason: '符合规定', decidedOn: test.kit.clock.today(), ...body };
  return test.call(decideProposal, {
    token: await tokenOf(test, who),
    params: { id },
    version: await versionOf(test, id),
    body: decision,
  });
}

export async function confirm(test: Test, id: string, agreed = true, who: Who = 'provinceChecker'): Promise<Answer> {
  return test.call(confirmProposalDecision, {
    token: await tokenOf(test, who),
    params: { id },
    version: await versionOf(test, id),
    body: { agreed },
  });
}

export async function opine(test: Test, id: string, votes: readonly boolean[]): Promise<void> {
  for (const [index, inFavour] of votes.entries()) {
    const token = await test.token({ role: 'PLACE_EXPERT', division: '37', subject: `expert-${index}` });
    await test.call(giveProposalOpinion, { token, params: { id }, body: { inFavour, text: '论证意见' } });
  }
}

export async function write(test: Test, id: string, body: object, who: Who = 'city'): Promise<Answer> {
  return test.call(writeProposalReport, {
    token: await tokenOf(test, who),
    params: { id },
    version: await versionOf(test, id),
    body,
  });
}

export async function sign(test: Test, id: string, type: ReportType, who: Who = 'citySigner'): Promise<Answer> {
  return test.call(signProposalReport, {
    token: await tokenOf(test, who),
    params: { id },
    version: await versionOf(test, id),
    body: { type },
  });
}

export async function attach(test: Test, id: string, kind: string, who: Who = 'city'): Promise<Answer> {
  const sha256 = createHash('sha256').update(kind).digest('hex');
  return test.call(attachProposalDocument, {
    token: await tokenOf(test, who),
    params: { id },
    version: await versionOf(test, id),
    body: { kind, title: '决议', issuedOn: '2014-04-01', sha256 },
  });
}

export async function open(test: Test, id: string, days = 15): Promise<Answer> {
  return test.call(openConsultation, {
    token: await tokenOf(test, 'city'),
    params: { id },
    version: await versionOf(test, id),
    body: { untilDay: addDays(test.kit.clock.today(), days), place: '市政府网站' },
  });
}

export async function close(test: Test, id: string): Promise<Answer> {
  return test.call(closeConsultation, {
    token: await tokenOf(test, 'city'),
    params: { id },
    version: await versionOf(test, id),
    body: { opinionsFor: 120, opinionsAgainst: 3, summary: '多数赞成' },
  });
}

export async function step(test: Test, id: string, action: string, who: Who, reason?: string): Promise<Answer> {
  return test.call(advanceProposal, {
    token: await tokenOf(test, who),
    params: { id },
    version: await versionOf(test, id),
    body: { action, ...(reason === undefined ? {} : { reason }) },
  });
}

const fiveInFavour = [true, true, true, true, false];

/** A proposal whose plan is checked. */
export async function planChecked(test: Test, body: object = transferDraft): Promise<string> {
  const { id } = (await draft(test, body)).body;
  await decide(test, id, { step: 'PLAN_CHECK', outcome: 'YES' });
  await confirm(test, id);
  return id;
}

/** A proposal with the three signed reports. */
export async function assessed(test: Test, body: object = transferDraft): Promise<string> {
  const id = await planChecked(test, body);
  await opine(test, id, fiveInFavour);
  for (const type of ['EXPERT_ARGUMENT', 'STABILITY_RISK', 'LIVELIHOOD_IMPACT'] as const) {
    await write(test, id, reportOf(type));
    await sign(test, id, type);
  }
  return id;
}

/** A submitted proposal; the clock goes on by the days of the consultation. */
export async function submitted(test: Test, body: object = transferDraft): Promise<string> {
  const id = await assessed(test, body);
  await attach(test, id, 'CONGRESS_RESOLUTION');
  await attach(test, id, 'GOVERNMENT_RESOLUTION');
  await open(test, id);
  await test.setToday(addDays(test.kit.clock.today(), 16));
  await close(test, id);
  await step(test, id, 'submit', 'city');
  return id;
}

/** An approved proposal, with the number of the letter. */
export async function approved(test: Test, docNo: string, body: object = transferDraft): Promise<string> {
  const id = await submitted(test, body);
  await decide(test, id, { step: 'REVIEW', outcome: 'AGREED' });
  await confirm(test, id);
  const isHigh = 'kind' in body && body.kind === 'CONVERT_TO_DISTRICT';
  const agreed = isHigh ? '鲁政呈〔2014〕5号' : docNo;
  await decide(test, id, { step: 'GOVERNMENT', outcome: 'APPROVED', authority: 'PROVINCE', docNo: agreed });
  await confirm(test, id);
  if (!isHigh) {
    await step(test, id, 'approve', 'provinceChecker');
    return id;
  }
  await step(test, id, 'reportUp', 'province');
  await decide(test, id, { step: 'STATE_COUNCIL', outcome: 'APPROVED', authority: 'STATE_COUNCIL', docNo });
  await confirm(test, id);
  return id;
}

/** What a proposal is now. */
export async function read(test: Test, id: string, who: Who = 'province'): Promise<Answer> {
  return test.call(getProposal, { token: await tokenOf(test, who), params: { id } });
}
