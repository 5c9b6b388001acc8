import type { LegalDay } from '@mz/domain';

/** States in which a version can be compiled: answers came in, more came late, or the applicant objected (§5.1). */
const compilable: ReadonlySet<string> = new Set([
  ...['DISPATCHED', 'PARTIAL', 'REPORT_ISSUED', 'SUPPLEMENTED', 'REVERIFYING', 'UPHELD', 'REVISED'],
]);

/** Whether a version can be compiled: all mandatory questions are closed, or the due date is reached. */
export function decideCompile(facts: {
  readonly state: string;
  readonly mandatoryOpen: number;
  readonly dueOn: LegalDay;
  readonly today: LegalDay;
}): { ok: true } | { ok: false; code: 'STATE_TRANSITION_INVALID' | 'MANDATORY_ITEMS_OPEN' } {
  if (!compilable.has(facts.state)) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  const waiting = facts.mandatoryOpen > 0 && facts.today < facts.dueOn;
  return waiting ? { ok: false, code: 'MANDATORY_ITEMS_OPEN' } : { ok: true };
}
