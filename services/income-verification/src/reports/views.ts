import type { getReport, OperationOutputOf, reportFacts } from '@mz/contracts';
import { formatYuan, maskPlate } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { ReportContent } from './content.ts';
import { type Reader, readerOf } from './paper-rules.ts';
import type { ReportRow } from './queries.ts';

/** A report as the interface shows it. */
export type Report = OperationOutputOf<typeof getReport>;
type Facts = OperationOutputOf<typeof reportFacts>;

/** What stands on each report (MF-220, 2012-12-12; income-verification.md §7). */
const legalNotice =
  '申请人对本报告核对结果有异议的，可在被告知之日起10个工作日内，通过乡镇（街道）书面提出异议并附证明材料。本报告只陈述核对事实，不作资格认定。';

/** A version, masked by the role under which it is read; `shown` are the persons of whom the reader may read, all unless told. */
export function toReport(row: ReportRow, ctx: Pick<Context, 'grant'>, shown?: ReadonlySet<string>): Report {
  return reportFor(row, readerOf(ctx.grant?.role), shown);
}

/** A version as a kind of reader sees it. */
export function reportFor(row: ReportRow, reader: Reader, shown?: ReadonlySet<string>): Report {
  const { content } = row;
  const figures = reader !== 'BANDS';
  const visible = <T extends { readonly personId: string }>(list: readonly T[]): T[] =>
    list.filter(({ personId }) => shown === undefined || shown.has(personId));
  // Sums over all would tell a reader of some what the others have.
  const whole = figures && (shown === undefined || content.members.every(({ personId }) => shown.has(personId)));
  return {
    ...headOf(row),
    items: visible(content.items).map((item) => toItem(item, figures)),
    ...totalsOf(content, whole),
    lumpSums: visible(content.lumpSums).map((sum) => toSum(sum, figures)),
    expenditures: visible(content.expenditures).map((sum) => toSum(sum, figures)),
    assets: figures ? visible(content.assets).map(toAsset) : [],
    questions: visible(content.questions).map((question) => ({ ...question })),
    members: content.members.map(({ personId, role, authorizationNo }) => ({ personId, role, authorizationNo })),
    limit: toLimit(content),
    legalNotice,
    statusFindings: visible(content.statuses).map((status) => ({ ...status })),
  };
}

function headOf(row: ReportRow) {
  const { content } = row;
  return {
    ...{ id: row.id, reportNo: row.reportNo, reportVersion: row.reportVersion, requestId: row.requestId },
    ...{ applicationId: row.applicationId, state: row.state, verdict: content.verdict },
    ...{ secondaryFlags: [...content.secondaryFlags], missingAgencies: [...content.missingAgencies] },
    ...{ confidence: content.confidence, compilerId: row.compilerId, checkerId: row.checkerId },
    ...{ issuedOn: row.issuedOn, validTo: row.validTo, objectionUntil: row.objectionUntil, sha256: row.sha256 },
    ...{ verificationCode: row.verificationCode, version: row.version },
  };
}

function toItem(item: ReportContent['items'][number], figures: boolean): Report['items'][number] {
  return {
    ...item,
    ...(figures ? {} : { declared: null, verified: null, difference: null }),
    // Versions of the first form have neither.
    truth: item.truth ?? 'KNOWN',
    disagreeing: [...(item.disagreeing ?? [])],
  };
}

function totalsOf(content: ReportContent, figures: boolean) {
  const shown = <T>(value: T): T | null => (figures ? value : null);
  return {
    countableIncomeFen: shown(content.countableIncomeFen),
    countableIncomeBand: bandOf(content.countableIncomeFen),
    excludedIncomeFen: shown(content.excludedIncomeFen),
    perCapitaMonth: shown(content.perCapitaMonth),
    perCapitaMonthExact: shown(content.perCapitaMonthExact),
    financialPerHeadFen: shown(content.financialPerHeadFen),
    financialBand: content.financialPerHeadFen <= content.financialLimitFen ? 'WITHIN_LIMIT' : 'ABOVE_LIMIT',
    vehicles: content.vehicles,
    dwellings: content.dwellings,
    businesses: content.businesses,
  };
}

function toSum(
  { personId, type, amountFen, on, source }: ReportContent['lumpSums'][number] | ReportContent['expenditures'][number],
  figures: boolean,
): Report['lumpSums'][number] {
  return { personId, type, amountFen: figures ? amountFen : null, on, source };
}

/** A plate of which no more than the ends are left. */
const masked = /^\p{Unified_Ideograph}[A-Z]\*{3,4}[A-Z\d\p{Unified_Ideograph}]{2}$/u;

/** Plates are masked whoever sent them; where the key would name an account there is no mark (income-verification.md §9). */
function toAsset(asset: ReportContent['assets'][number]): Report['assets'][number] {
  const { personId, kind, key, usage, valueFen, shareBp, source, sourceAsOf, confidence, counts } = asset;
  const plate = masked.test(key) ? key : maskPlate(key);
  const mark = kind === 'VEHICLE' ? plate : kind === 'REAL_ESTATE' || kind === 'BUSINESS_REG' ? key : null;
  const estimateFen = asset.estimateFen ?? null;
  return { personId, kind, mark, usage, valueFen, estimateFen, shareBp, source, sourceAsOf, confidence, counts };
}

function toLimit(content: ReportContent): Report['limit'] {
  const { standardId, standardValidFrom, incomeLimitFen, comparison, countedMembers, countableTableVersion } = content;
  return {
    ...{ standardId, standardValidFrom, incomeLimitFen, comparison, countedMembers, countableTableVersion },
    financialPerHeadFen: content.financialLimitFen,
  };
}

const bandFen = 10_000;

/** The hundred yuan a year in which an income lies: `10800–10900 元/年`. */
function bandOf(fenAYear: number): string {
  const from = Math.floor(fenAYear / bandFen) * bandFen;
  return `${formatYuan(from)}–${formatYuan(from + bandFen)} 元/年`;
}

/** Figures of an issued version for the asking bureau; throws REPORT_UNKNOWN for one that is not issued. */
export function toFacts(row: ReportRow): Facts {
  const { content, validTo } = row;
  if (validTo === null) throw fail('REPORT_UNKNOWN');
  return {
    reportId: row.id,
    reportVersion: row.reportVersion,
    verdict: content.verdict,
    validTo,
    incomes: content.incomes.map((income) => ({ ...income })),
    assets: content.assets.map((asset) => ({
      personId: asset.personId,
      kind: asset.kind,
      asOf: asset.sourceAsOf,
      valueFen: asset.valueFen,
      shareBp: asset.shareBp,
      usage: asset.usage,
      capitalFen: asset.capitalFen,
      staffCount: asset.staffCount,
      confidence: asset.confidence,
    })),
    statusFindings: content.statuses.map((status) => ({ ...status })),
  };
}
