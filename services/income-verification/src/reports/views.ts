import type { getReport, OperationOutputOf, Role, reportFacts } from '@mz/contracts';
import { formatYuan } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { ReportRow } from './queries.ts';

/** A report as the interface shows it. */
export type Report = OperationOutputOf<typeof getReport>;
type Facts = OperationOutputOf<typeof reportFacts>;

/** Roles that see figures; townships and the entrusting unit see conclusions and bands (income-verification.md §9). */
const seesFigures: ReadonlySet<Role> = new Set([
  'CENTER_OPERATOR',
  'CENTER_CHECKER',
  'CENTER_LEAD',
  'COUNTY_REVIEWER',
  'COUNTY_APPROVER',
]);

/** A version, masked by the role under which it is read. */
export function toReport(row: ReportRow, ctx: Context): Report {
  const figures = ctx.grant !== undefined && seesFigures.has(ctx.grant.role);
  const { content } = row;
  const shown = <T>(value: T): T | null => (figures ? value : null);
  return {
    id: row.id,
    reportNo: row.reportNo,
    reportVersion: row.reportVersion,
    requestId: row.requestId,
    applicationId: row.applicationId,
    state: row.state,
    verdict: content.verdict,
    secondaryFlags: [...content.secondaryFlags],
    items: content.items.map((item) => ({
      ...item,
      declared: shown(item.declared),
      verified: shown(item.verified),
      difference: shown(item.difference),
    })),
    countableIncomeFen: shown(content.countableIncomeFen),
    countableIncomeBand: bandOf(content.countableIncomeFen),
    excludedIncomeFen: shown(content.excludedIncomeFen),
    perCapitaMonth: shown(content.perCapitaMonth),
    financialPerHeadFen: shown(content.financialPerHeadFen),
    financialBand: content.financialPerHeadFen <= content.financialLimitFen ? 'WITHIN_LIMIT' : 'ABOVE_LIMIT',
    vehicles: content.vehicles,
    dwellings: content.dwellings,
    businesses: content.businesses,
    statusFindings: content.statuses.map((status) => ({ ...status })),
    missingAgencies: [...content.missingAgencies],
    confidence: content.confidence,
    compilerId: row.compilerId,
    checkerId: row.checkerId,
    issuedOn: row.issuedOn,
    validTo: row.validTo,
    objectionUntil: row.objectionUntil,
    sha256: row.sha256,
    version: row.version,
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
