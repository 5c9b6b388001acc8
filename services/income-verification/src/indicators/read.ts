import type { getVerificationIndicator, listVerificationIndicators, OperationOutputOf } from '@mz/contracts';
import { addWorkingDays, isWithinDivision, type LegalDay, parseLegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { answersInTime } from './agencies.ts';
import { countiesOf } from './counties.ts';
import { agenciesConnected, mechanismCoverage, platformReach, provincialRules } from './coverage.ts';
import { type HiddenIndicators, hiddenIndicators } from './hidden.ts';
import type { Snapshot, Source } from './indicator.ts';
import { misuseAlarms } from './misuse.ts';
import { plannedIndicators } from './plan.ts';
import { measured, measuredShown } from './rules.ts';
import { approvalsBacked, authorizationDefects, checkedAgain, reportsOnTime } from './work.ts';

type Listed = OperationOutputOf<typeof listVerificationIndicators>;
type Detailed = OperationOutputOf<typeof getVerificationIndicator>;

/** Who is asked about what: a day and a division, the caller's own unless told. */
export interface Asked {
  readonly asOf?: LegalDay;
  readonly division?: string;
}

const province = '370000000000';

const sources: Readonly<Record<string, Source>> = {
  'IV-01': mechanismCoverage,
  'IV-02': provincialRules,
  'IV-03': platformReach,
  'IV-04': agenciesConnected,
  'IV-05': reportsOnTime,
  'IV-06': answersInTime,
  'IV-08': approvalsBacked,
  'IV-10': authorizationDefects,
  'IV-11': checkedAgain,
  'IV-12': misuseAlarms,
};

/** All indicators on a day. Throws PERIOD_INVALID for a day to come, DIVISION_NOT_VALID, SCOPE_FORBIDDEN. */
export async function readIndicators(kit: AppKit, ctx: Context, asked: Asked): Promise<Listed> {
  const place = placeOf(kit, ctx, asked);
  const hidden = await hiddenIndicators(kit, place);
  return kit.read(ctx, async (db) => {
    const snapshot = await snapshotOf(kit, db, place);
    const items: Listed['items'] = [];
    for (const plan of plannedIndicators) {
      const target = targetOf(snapshot, plan);
      const source = sources[plan.code];
      if (isHidden(plan.code)) items.push(measuredShown(plan, hidden[plan.code], target));
      else if (source !== undefined) items.push(measured(plan, await source(db, snapshot), target));
    }
    return { ...place, items };
  });
}

/** One indicator with its rows; throws INDICATOR_UNKNOWN, too. */
export async function readIndicator(
  kit: AppKit,
  ctx: Context,
  { code, ...asked }: Asked & { readonly code: string },
): Promise<Detailed> {
  const place = placeOf(kit, ctx, asked);
  const plan = plannedIndicators.find((one) => one.code === code);
  const source = sources[code];
  if (plan === undefined) throw fail('INDICATOR_UNKNOWN', { pointer: '/params/code' });
  if (isHidden(code)) {
    const shown = (await hiddenIndicators(kit, place))[code];
    const target = await kit.read(ctx, async (db) => targetOf(await snapshotOf(kit, db, place), plan));
    return { ...measuredShown(plan, shown, target), ...place, rows: [...shown.rows] };
  }
  if (source === undefined) throw fail('INDICATOR_UNKNOWN', { pointer: '/params/code' });
  return kit.read(ctx, async (db) => {
    const snapshot = await snapshotOf(kit, db, place);
    const counted = await source(db, snapshot);
    return { ...measured(plan, counted, targetOf(snapshot, plan)), ...place, rows: [...counted.rows] };
  });
}

/** Small counts of these are hidden from whoever may read indicators: none of them is of a centre, whose cases these are. */
function isHidden(code: string): code is keyof HiddenIndicators {
  return code === 'IV-07' || code === 'IV-09';
}

type Place = { readonly asOf: LegalDay; readonly divisionCode: string };

function placeOf(kit: AppKit, ctx: Context, { asOf = kit.clock.today(), division }: Asked): Place {
  // The graph hands on any text; REST refuses before.
  if (!parseLegalDay(asOf).ok || asOf > kit.clock.today()) throw fail('PERIOD_INVALID', { pointer: '/query/asOf' });
  const divisionCode = division ?? ctx.grant?.division ?? province;
  if (!/^[0-9]{12}$/.test(divisionCode) || !kit.divisions().at(divisionCode, asOf).ok)
    throw fail('DIVISION_NOT_VALID', { pointer: '/query/division' });
  kit.authorize(ctx, { divisionCode });
  return { asOf, divisionCode };
}

async function snapshotOf(kit: AppKit, db: Db, { asOf, divisionCode }: Place): Promise<Snapshot> {
  const parameters = await loadParameters(db, divisionCode, asOf);
  const groups = await regionGroups(db, asOf);
  const workingDays = parameters.number('report_working_days');
  const quarter = Math.floor((Number(asOf.slice(5, 7)) - 1) / 3) * 3 + 1;
  return {
    asOf,
    yearFrom: `${asOf.slice(0, 4)}-01-01`,
    quarterFrom: `${asOf.slice(0, 4)}-${String(quarter).padStart(2, '0')}-01`,
    counties: countiesOf(kit, divisionCode, asOf),
    parameters,
    dueOf: (entrustedOn) => addWorkingDays(kit.calendar, entrustedOn, workingDays).day,
    groupOf: (code) => groups.get(`${code.slice(0, 4)}00000000`),
  };
}

async function regionGroups(db: Db, day: LegalDay): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('policyParameter')
    .select(['divisionCode', 'value'])
    .where('key', '=', 'region_group')
    .where('validFrom', '<=', day)
    .where((one) => one.or([one('validTo', 'is', null), one('validTo', '>', day)]))
    .execute();
  return new Map(
    rows
      .filter((row) => isWithinDivision(province, row.divisionCode))
      .map((row) => [row.divisionCode, String(row.value)]),
  );
}

function targetOf({ parameters }: Snapshot, { code, kind }: { code: string; kind: string }): number | undefined {
  return kind === 'STATISTIC' ? undefined : parameters.number(`indicators.${code}`);
}
