import type { CaseFacts, CaseResult } from '@mz/contracts';
import {
  addMonthsToMonth,
  CAPSULE_SCHEMA,
  createParameterSource,
  type DecisionCapsule,
  type Fen,
  type LegalDay,
  type LegalMonth,
  type ParameterSource,
} from '@mz/domain';
import { type Assessed, assessmentFor, type DueFacts, dueMonth, type Kept, type MonthDue } from './due-month.ts';
import { isJsonValue } from './json-value.ts';
import { readParameterRows } from './parameter-rows.ts';
import { ruleVersions } from './registry.ts';
import { traceOf } from './trace-steps.ts';
import type { Share } from './types.ts';

/** What a capsule is about: a change of what an enrolled household is due, over a range of months. */
export const CHANGE_CAPSULE_KIND = 'social-assistance.entitlement-change';

const changeRule = { id: 'SA-R-30', version: '1' };

type PlainFacts = Omit<CaseFacts, 'parameters'>;

/** What changed, and from which month to which it was computed. */
export type ChangeOfMonths = {
  readonly cause: string;
  readonly outcome: string;
  readonly causeId: string;
  readonly fromMonth: LegalMonth;
  readonly throughMonth: LegalMonth;
  readonly fault: string;
  readonly partnerCode: string | null;
};

/** Deaths, pauses, end and earlier facts, as a capsule holds them; its own facts hold from `ownFrom`. */
type ChangeFacts = PlainFacts & {
  readonly change: ChangeOfMonths & {
    readonly enrolledFrom: LegalMonth;
    readonly lastMonth: LegalMonth | null;
    readonly pausedFrom: LegalMonth | null;
    readonly deaths: readonly { readonly personId: string; readonly deathDate: LegalDay }[];
    readonly ownFrom: LegalMonth;
    readonly kept: Kept | null;
    readonly earlier: readonly {
      readonly fromMonth: LegalMonth;
      readonly kept: Kept | null;
      readonly facts: Omit<PlainFacts, 'standards'>;
    }[];
  };
};

/** What each month is due. */
type ChangeResult = {
  readonly months: readonly {
    readonly month: LegalMonth;
    readonly ground: string;
    readonly amountFen: Fen;
    readonly shares: readonly Share[];
  }[];
  readonly amountFen: Fen;
  readonly reasons: CaseResult['reasons'];
};
export type ChangeCapsule = DecisionCapsule<ChangeFacts, ChangeResult>;

/** A capsule with the newest month of it. */
export type ComputedChange = { readonly capsule: ChangeCapsule; readonly newest: MonthDue };

/**
 * The capsule of a change: its own facts are those that hold in the newest month, with the day of the test that was made
 * with them (reading 3); `decidedOn` is the day of this decision. `source` must be fresh: it tells what was read.
 */
export function changeCapsule(
  given: { readonly subject: string; readonly decidedOn: LegalDay; readonly change: ChangeOfMonths },
  known: DueFacts,
  source: ParameterSource,
): ComputedChange {
  const { subject, decidedOn, change } = given;
  const own = assessmentFor(known.assessments, change.throughMonth);
  if (own === undefined) throw new RangeError(`no facts hold in ${change.throughMonth}`);
  const months = monthsOf(change.fromMonth, change.throughMonth).map((month) => dueMonth(known, month, source));
  const newest = months.at(-1);
  if (newest === undefined) throw new RangeError('a change has at least one month');
  const capsule: ChangeCapsule = {
    schema: CAPSULE_SCHEMA,
    kind: CHANGE_CAPSULE_KIND,
    subject,
    decidedOn,
    facts: { ...plain(own.facts), change: { ...change, ...surroundings(known, own) } },
    parameters: source.used(),
    rules: [...ruleVersions(), changeRule],
    trace: traceOf(newest.trace),
    result: {
      months: months.map(({ month, ground, amountFen, shares }) => ({ month, ground, amountFen, shares })),
      amountFen: newest.amountFen,
      reasons: newest.reasons,
    },
  };
  return { capsule, newest };
}

/** Computes a capsule of a change again from its own facts and parameters. */
export function recomputeChange(capsule: ChangeCapsule): ChangeCapsule {
  const { change, ...facts } = capsule.facts;
  const { enrolledFrom, lastMonth, pausedFrom, deaths, ownFrom, kept, earlier, ...asked } = change;
  const parameters = capsule.parameters.map((row) => ({ ...row, approvedBy: [...row.approvedBy] }));
  const whole = (one: Omit<PlainFacts, 'standards'>): CaseFacts => ({ ...one, standards: facts.standards, parameters });
  const known: DueFacts = {
    enrolledFrom,
    lastMonth,
    pausedFrom,
    deaths: new Map(deaths.map(({ personId, deathDate }) => [personId, deathDate])),
    assessments: [
      ...earlier.map((one) => ({ ...one, facts: whole(one.facts) })),
      { fromMonth: ownFrom, kept, facts: whole(facts) },
    ],
  };
  const source = createParameterSource(readParameterRows(parameters));
  return changeCapsule({ subject: capsule.subject, decidedOn: capsule.decidedOn, change: asked }, known, source)
    .capsule;
}

/** The months from one to another, both included. */
export function monthsOf(from: LegalMonth, to: LegalMonth): LegalMonth[] {
  const months: LegalMonth[] = [];
  for (let month = from; month <= to; month = addMonthsToMonth(month, 1)) months.push(month);
  return months;
}

function surroundings(known: DueFacts, own: Assessed) {
  return {
    enrolledFrom: known.enrolledFrom,
    lastMonth: known.lastMonth,
    pausedFrom: known.pausedFrom,
    deaths: [...known.deaths]
      .map(([personId, deathDate]) => ({ personId, deathDate }))
      .sort((a, b) => (a.personId < b.personId ? -1 : 1)),
    ownFrom: own.fromMonth,
    kept: own.kept,
    earlier: known.assessments.slice(0, known.assessments.indexOf(own)).map(({ fromMonth, kept, facts }) => {
      const { standards: _, ...rest } = plain(facts);
      return { fromMonth, kept, facts: rest };
    }),
  };
}

/** Facts as JSON holds them, without parameters. */
function plain(facts: CaseFacts): PlainFacts {
  const { parameters: _, ...rest } = facts;
  if (!isJsonValue(rest)) throw new TypeError('the facts hold what JSON cannot hold');
  return rest;
}
