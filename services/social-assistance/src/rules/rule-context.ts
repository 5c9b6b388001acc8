import type { CaseFacts } from '@mz/contracts';
import {
  countyOf,
  createTrace,
  firstDayOf,
  type JsonValue,
  type LegalDay,
  type LegalMonth,
  NATIONAL_DIVISION,
  ParameterError,
  type ParameterPlace,
  type ParameterSource,
  prefectureOf,
  type Trace,
} from '@mz/domain';
import { legalBasisOf, type RuleName, ruleRef } from './registry.ts';
import type { Reason } from './types.ts';

/** A step of the trace as a rule tells it. */
type Step = { inputs: Readonly<Record<string, JsonValue>>; output: JsonValue; note?: string };

/** What every rule of one decision reads and writes: facts, parameters of the decision day, the trace, things to look at. */
export type RuleContext = {
  readonly facts: CaseFacts;
  /** The benefit month that is computed; ages are taken on its first day (reading 5). */
  readonly month: LegalMonth;
  readonly onDay: LegalDay;
  readonly source: ParameterSource;
  /** Where and when parameters are looked up. */
  readonly place: ParameterPlace;
  /** Undefined where only the amount is asked for: then no step is written. */
  readonly trace: Trace | undefined;
  readonly reviewFlags: Set<string>;
};

/** A context with an empty trace. */
export function createRuleContext(facts: CaseFacts, source: ParameterSource, month: LegalMonth): RuleContext {
  return { ...silentContext(facts, source, month), trace: createTrace() };
}

/** A context that writes no trace, for the many households of a month whose amounts alone are asked for. */
export function silentContext(facts: CaseFacts, source: ParameterSource, month: LegalMonth): RuleContext {
  const place = { date: facts.decidedOn, divisions: placesOf(facts) };
  return { facts, month, onDay: firstDayOf(month), source, place, trace: undefined, reviewFlags: new Set() };
}

/** The divisions of a case from the most specific that may hold parameters or standards: county, city, group, province, nation. */
export function placesOf(facts: Pick<CaseFacts, 'divisionCode' | 'regionGroup'>): string[] {
  const { divisionCode, regionGroup } = facts;
  const province = divisionCode.slice(0, 2).padEnd(12, '0');
  return [countyOf(divisionCode), prefectureOf(divisionCode), regionGroup, province, NATIONAL_DIVISION].filter(
    (place) => place !== undefined,
  );
}

/** A whole number that holds on the decision day (fen, basis points, months, years). */
export function numberOf(context: RuleContext, key: string): number {
  return context.source.number(key, context.place);
}

/** A text that holds on the decision day. */
export function textOf(context: RuleContext, key: string): string {
  return context.source.text(key, context.place);
}

/** A yes or no that holds on the decision day. */
export function flagOf(context: RuleContext, key: string): boolean {
  return context.source.flag(key, context.place);
}

/** A list of codes that holds on the decision day; throws ParameterError PARAMETER_TYPE_INVALID when it holds anything else. */
export function codesOf(context: RuleContext, key: string): readonly string[] {
  const codes = context.source.list(key, context.place);
  if (!codes.every(isText)) throw new ParameterError('PARAMETER_TYPE_INVALID', key, context.facts.decidedOn);
  return codes;
}

function isText(code: JsonValue): code is string {
  return typeof code === 'string';
}

/** Writes one step of the trace with the rule's version and the article in force on the decision day, if there is a trace. */
export function record({ trace, facts }: RuleContext, rule: RuleName, step: () => Step): void {
  trace?.step({ rule: ruleRef(rule), legalBasis: legalBasisOf(rule, facts.decidedOn), ...step() });
}

/** A reason of a refusal under a rule; the text never names a person. */
export function reasonOf(
  context: RuleContext,
  rule: RuleName,
  reason: { code: string; text: string; field?: string; detail?: string },
): Reason {
  const { detail, ...rest } = reason;
  const ruleId = detail === undefined ? ruleRef(rule) : `${ruleRef(rule)}/${detail}`;
  return { ...rest, ruleId, legalBasis: legalBasisOf(rule, context.facts.decidedOn) };
}
