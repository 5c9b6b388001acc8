import { hash } from 'node:crypto';
import { canonicalJsonBytes, type JsonValue } from './canonical-json.ts';
import type { LegalDay } from './day.ts';
import type { PolicyParameter } from './parameter.ts';

/** The name and version of the capsule's shape. */
export const CAPSULE_SCHEMA = 'mz.capsule.v1';

/** One step of a decision: the rule, its article, what went in and what came out; exact fractions as text ('700/3'). */
export type TraceStep = {
  readonly rule: string;
  readonly legalBasis: string;
  readonly inputs: Readonly<Record<string, JsonValue>>;
  readonly output: JsonValue;
  readonly note?: string;
};

/** A rule as it was applied; a changed rule has a new version. */
export type RuleVersion = { readonly id: string; readonly version: string };

/**
 * All that a decision rested on, so that it can be computed again elsewhere to the same bytes; `subject` is an opaque id,
 * `parameters` are the rows that were read, `facts` and `result` are what JSON can hold.
 */
export type DecisionCapsule<Facts = unknown, Result = unknown> = {
  readonly schema: typeof CAPSULE_SCHEMA;
  readonly kind: string;
  readonly subject: string;
  readonly decidedOn: LegalDay;
  readonly facts: Facts;
  readonly parameters: readonly PolicyParameter[];
  readonly rules: readonly RuleVersion[];
  readonly trace: readonly TraceStep[];
  readonly result: Result;
};

/** Collects the steps of one decision in the order in which the rules wrote them. */
export type Trace = {
  readonly step: (step: TraceStep) => void;
  readonly steps: () => readonly TraceStep[];
};

/** An empty trace for one decision. */
export function createTrace(): Trace {
  const steps: TraceStep[] = [];
  return { step: (step) => void steps.push(step), steps: () => [...steps] };
}

/** The bytes that are hashed and signed: RFC 8785 JSON in UTF-8; throws TypeError CANONICAL_JSON_INVALID on what JSON cannot hold. */
export function sealBytes(capsule: DecisionCapsule): Uint8Array {
  return canonicalJsonBytes(capsule);
}

/** SHA-256 of the sealed bytes, 64 lower-case hex digits. */
export function capsuleHash(capsule: DecisionCapsule): string {
  return hash('sha256', sealBytes(capsule), 'hex');
}
