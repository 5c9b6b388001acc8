import type { CaseFacts, CaseResult } from '@mz/contracts';
import {
  CAPSULE_SCHEMA,
  type CapsuleDifference,
  createParameterSource,
  type DecisionCapsule,
  diffCapsules,
  ParameterError,
} from '@mz/domain';
import { CHANGE_CAPSULE_KIND, type ChangeCapsule, recomputeChange } from './change-capsule.ts';
import { decideCase, decideWith } from './decide-case.ts';
import { readParameterRows } from './parameter-rows.ts';
import { ruleVersions } from './registry.ts';
import { traceOf } from './trace-steps.ts';

/** What a capsule is about: a dibao decision. */
export const CASE_CAPSULE_KIND = 'social-assistance.dibao-decision';

/** The facts of a capsule: without parameters, which stand in its `parameters` as far as they were read. */
type CapsuleFacts = Omit<CaseFacts, 'parameters'>;
/** The result of a capsule: without the trace, which stands in its `trace`. */
type CapsuleResult = Omit<CaseResult, 'trace'>;
export type CaseCapsule = DecisionCapsule<CapsuleFacts, CapsuleResult>;

/** What a recomputation says: the same bytes, or every deepest place where they differ (left sealed, right recomputed). */
export type CapsuleVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly differences: readonly CapsuleDifference[] };

/** The capsule of a decision; `subject` is an opaque id such as the application's, by default the head's person_id. */
export function caseCapsule(facts: CaseFacts, result: CaseResult, subject: string = headOf(facts)): CaseCapsule {
  const source = createParameterSource(readParameterRows(facts.parameters));
  decideWith(facts, source); // reads again exactly the rows that the decision read
  const { parameters: _, ...capsuleFacts } = facts;
  const { trace, ...capsuleResult } = result;
  return {
    schema: CAPSULE_SCHEMA,
    kind: CASE_CAPSULE_KIND,
    subject,
    decidedOn: facts.decidedOn,
    facts: capsuleFacts,
    parameters: source.used(),
    rules: ruleVersions(),
    trace: traceOf(trace),
    result: capsuleResult,
  };
}

/**
 * Computes a capsule again from its own facts and parameters. A row that the rules need and the capsule lacks is a
 * difference at `/parameters`: its right side is what was asked for.
 */
export function verifyCapsule(capsule: CaseCapsule | ChangeCapsule): CapsuleVerdict {
  try {
    const differences = diffCapsules(capsule, recompute(capsule));
    return differences.length === 0 ? { ok: true } : { ok: false, differences };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return { ok: false, differences: [{ pointer: '/parameters', left: undefined, right: error.message }] };
  }
}

function recompute(capsule: CaseCapsule | ChangeCapsule): CaseCapsule | ChangeCapsule {
  if (isChange(capsule)) return recomputeChange(capsule);
  const facts = factsOf(capsule);
  return caseCapsule(facts, decideCase(facts), capsule.subject);
}

function isChange(capsule: CaseCapsule | ChangeCapsule): capsule is ChangeCapsule {
  return capsule.kind === CHANGE_CAPSULE_KIND;
}

/** The whole facts of a capsule, as `decideCase` takes them. */
function factsOf(capsule: CaseCapsule): CaseFacts {
  const parameters = capsule.parameters.map((row) => ({ ...row, approvedBy: [...row.approvedBy] }));
  return { ...capsule.facts, parameters };
}

function headOf({ members }: CaseFacts): string {
  const head = members.find(({ relationToHead }) => relationToHead.startsWith('0')) ?? members[0];
  return head?.personId ?? '';
}
