import type {
  ChangeAuthority,
  DecisionOutcome,
  DecisionStep,
  LivelihoodSection,
  LivelihoodTopic,
  ProposalDocumentKind,
  ReportBody,
  RiskLevel,
  RiskScores,
} from '@mz/contracts';
import type { DivisionType } from '@mz/domain';
import type { Action } from './machine.ts';
import { issuersOf, type Route } from './route.ts';

/** The reports without which nothing is submitted (place-names.md §4.5). */
export const threeReports = ['EXPERT_ARGUMENT', 'STABILITY_RISK', 'LIVELIHOOD_IMPACT'] as const;

/** Limits of the stability risk; parameters. */
export interface RiskLimits {
  readonly low: number;
  readonly medium: number;
  readonly dimension: number;
}

/** Level of the stability risk: any dimension below its limit is HIGH whatever the sum. */
export function riskLevelOf(scores: RiskScores, limits: RiskLimits): RiskLevel {
  const each = [scores.legality, scores.rationality, scores.feasibility, scores.controllability];
  if (each.some((score) => score < limits.dimension)) return 'HIGH';
  const sum = riskScoreOf(scores);
  if (sum >= limits.low) return 'LOW';
  return sum >= limits.medium ? 'MEDIUM' : 'HIGH';
}

/** Sum of the four dimensions, 0 to 100. */
export function riskScoreOf({ legality, rationality, feasibility, controllability }: RiskScores): number {
  return legality + rationality + feasibility + controllability;
}

/** Why a risk report may not be signed. */
export function checkRisk(
  report: Pick<ReportBody, 'mitigation'>,
  level: RiskLevel,
): ('RISK_HIGH' | 'MITIGATION_REQUIRED')[] {
  if (level === 'HIGH') return ['RISK_HIGH'];
  return level === 'MEDIUM' && report.mitigation === undefined ? ['MITIGATION_REQUIRED'] : [];
}

/** Size of the panel and the share that must be in favour, as a fraction; parameters. */
export interface PanelLimits {
  readonly size: number;
  readonly favourNumerator: number;
  readonly favourDenominator: number;
}

type PanelCode = 'PANEL_TOO_SMALL' | 'PANEL_EVEN' | 'PANEL_NOT_IN_FAVOUR';

/** Why the panel's voices do not carry the argument: too few, an even number, or too few in favour. */
export function checkPanel(votes: readonly boolean[], limits: PanelLimits): PanelCode[] {
  const inFavour = votes.filter((vote) => vote).length;
  return [
    ...(votes.length < limits.size ? (['PANEL_TOO_SMALL'] as const) : []),
    ...(votes.length % 2 === 0 ? (['PANEL_EVEN'] as const) : []),
    ...(inFavour * limits.favourDenominator < votes.length * limits.favourNumerator
      ? (['PANEL_NOT_IN_FAVOUR'] as const)
      : []),
  ];
}

const topics: readonly LivelihoodTopic[] = [
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

/** Sections of the livelihood outline that the report does not have. */
export function missingTopics(sections: readonly LivelihoodSection[]): LivelihoodTopic[] {
  return topics.filter((topic) => !sections.some((section) => section.topic === topic));
}

/** Groups that lose on balance over all sections while one of their losses has no transition measure. */
export function losingGroups(sections: readonly LivelihoodSection[]): string[] {
  const rows = Map.groupBy(
    sections.flatMap((section) => section.groups),
    (row) => row.group,
  );
  return [...rows]
    .filter(([, ofGroup]) => {
      const net = ofGroup.reduce((sum, row) => sum + row.changeFen, 0);
      return net < 0 && ofGroup.some((row) => row.changeFen < 0 && (row.transitionRule ?? '').trim() === '');
    })
    .map(([group]) => group);
}

type PartCode = 'REPORT_PART_MISSING' | 'REPORT_PART_FOREIGN' | 'LIVELIHOOD_SECTION_MISSING';

/** Whether a report has the part of its type, whole, and no part of another. */
export function checkParts(report: ReportBody): { code: PartCode; pointer: string; detail?: string }[] {
  const own = { STABILITY_RISK: 'riskScores', LIVELIHOOD_IMPACT: 'livelihood', POST_EVALUATION: 'evaluation' } as const;
  const needed = report.type in own ? own[report.type as keyof typeof own] : undefined;
  const foreign = (['riskScores', 'mitigation', 'livelihood', 'evaluation'] as const).filter(
    (part) => report[part] !== undefined && part !== needed && !(part === 'mitigation' && needed === 'riskScores'),
  );
  const lacking = report.livelihood === undefined ? [] : missingTopics(report.livelihood);
  return [
    ...(needed !== undefined && report[needed] === undefined
      ? [{ code: 'REPORT_PART_MISSING' as const, pointer: `/body/${needed}` }]
      : []),
    ...foreign.map((part) => ({ code: 'REPORT_PART_FOREIGN' as const, pointer: `/body/${part}` })),
    ...lacking.map((topic) => ({
      code: 'LIVELIHOOD_SECTION_MISSING' as const,
      pointer: '/body/livelihood',
      detail: topic,
    })),
  ];
}

/** Papers that must lie beside the consultation: who has to agree before the proposal goes on (§4.4, §4.5). */
export function neededPapers(unitType: DivisionType, decidedBy: Route['decidedBy']): ProposalDocumentKind[] {
  if (unitType === 'VILLAGERS_COMMITTEE') return ['TOWNSHIP_PROPOSAL', 'VILLAGERS_ASSEMBLY'];
  if (decidedBy === 'COUNTY' || decidedBy === 'CITY') return ['GOVERNMENT_RESOLUTION'];
  return ['CONGRESS_RESOLUTION', 'GOVERNMENT_RESOLUTION'];
}

/** The step that a confirmed decision makes; undefined: the step does not know the outcome. */
export function actionOf(step: DecisionStep, outcome: DecisionOutcome): Action | undefined {
  const outcomes: Readonly<Record<DecisionStep, Partial<Record<DecisionOutcome, Action>>>> = {
    PLAN_CHECK: { YES: 'conform', EXCEPTION: 'conform', NO: 'return' },
    REVIEW: { AGREED: 'review', OBJECTED: 'review' },
    GOVERNMENT: { APPROVED: 'governmentApproves', REJECTED: 'reject' },
    STATE_COUNCIL: { APPROVED: 'approveByLetter', REJECTED: 'reject' },
  };
  return outcomes[step][outcome];
}

/** The state in which each decision is made. */
export const stateOfDecision = {
  PLAN_CHECK: 'DRAFT',
  REVIEW: 'SUBMITTED',
  GOVERNMENT: 'REVIEWED',
  STATE_COUNCIL: 'REPORTED_UP',
} as const satisfies Record<DecisionStep, string>;

/** A letter's number: issuer, year in 〔〕 and number, with the section where one letter holds several changes. */
export function isDocNo(text: string): boolean {
  return /^\p{Script=Han}{1,12}〔[0-9]{4}〕[0-9]{1,5}号(§[0-9]{1,3})?$/u.test(text);
}

/** The letter's number without the section. */
export function letterOf(docNo: string): string {
  return docNo.replace(/§[0-9]+$/, '');
}

/** An approval names its letter and an issuer that is competent for the route; the province answers for what goes further up. */
export function checkLetter(
  letter: {
    readonly step: DecisionStep;
    readonly outcome: DecisionOutcome;
    readonly authority?: ChangeAuthority;
    readonly docNo?: string;
  },
  decidedBy: Route['decidedBy'],
): ('DOC_REQUIRED' | 'AUTHORITY_NOT_COMPETENT')[] {
  if (letter.outcome !== 'APPROVED') return [];
  const issuers: readonly ChangeAuthority[] =
    letter.step === 'GOVERNMENT' && decidedBy === 'STATE_COUNCIL' ? ['PROVINCE'] : issuersOf(decidedBy);
  return [
    ...(letter.docNo !== undefined && isDocNo(letter.docNo) ? [] : (['DOC_REQUIRED'] as const)),
    ...(letter.authority !== undefined && issuers.includes(letter.authority)
      ? []
      : (['AUTHORITY_NOT_COMPETENT'] as const)),
  ];
}
