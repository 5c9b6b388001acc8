import { describe, expect, test } from 'vitest';
import { type RequestAction, type RequestActor, type RequestState, requestSteps, stateAfter } from './steps.ts';

/** §5.1 line by line: from, what happens, who does it, to. */
const lines: readonly (readonly [RequestState, RequestAction, RequestActor, RequestState])[] = [
  ['DRAFT', 'AMEND', 'TOWNSHIP', 'DRAFT'],
  ['DRAFT', 'SUBMIT', 'TOWNSHIP', 'SUBMITTED'],
  ['SUBMITTED', 'RETURN', 'CENTRE', 'RETURNED'],
  ['RETURNED', 'AMEND', 'TOWNSHIP', 'RETURNED'],
  ['RETURNED', 'SUBMIT', 'TOWNSHIP', 'SUBMITTED'],
  ['SUBMITTED', 'ENTRUST', 'UNIT', 'ENTRUSTED'],
  ['SUBMITTED', 'ENTRUST', 'SYSTEM', 'ENTRUSTED'],
  ['ENTRUSTED', 'DISPATCH', 'SYSTEM', 'DISPATCHED'],
  ['DISPATCHED', 'ANSWER', 'SYSTEM', 'PARTIAL'],
  ['PARTIAL', 'ANSWER', 'SYSTEM', 'PARTIAL'],
  ['PARTIAL', 'COMPILE', 'CENTRE', 'COMPILED'],
  ['COMPILED', 'ISSUE', 'CENTRE', 'REPORT_ISSUED'],
  ['REPORT_ISSUED', 'ANSWER', 'SYSTEM', 'SUPPLEMENTED'],
  ['SUPPLEMENTED', 'COMPILE', 'CENTRE', 'COMPILED'],
  ['REPORT_ISSUED', 'OBJECT', 'TOWNSHIP', 'OBJECTED'],
  ['OBJECTED', 'REVERIFY', 'CENTRE', 'REVERIFYING'],
  ['REVERIFYING', 'COMPILE', 'CENTRE', 'COMPILED'],
  ['REVERIFYING', 'UPHOLD', 'CENTRE', 'UPHELD'],
  ['COMPILED', 'UPHOLD', 'CENTRE', 'UPHELD'],
  ['COMPILED', 'REVISE', 'CENTRE', 'REVISED'],
  ['REPORT_ISSUED', 'ARCHIVE', 'SYSTEM', 'ARCHIVED'],
  ['UPHELD', 'ARCHIVE', 'SYSTEM', 'ARCHIVED'],
  ['REVISED', 'ARCHIVE', 'SYSTEM', 'ARCHIVED'],
  ...(['DRAFT', 'SUBMITTED', 'RETURNED', 'ENTRUSTED', 'DISPATCHED', 'PARTIAL', 'COMPILED'] as const).map(
    (state) => [state, 'CANCEL', 'UNIT', 'CANCELLED'] as const,
  ),
];

describe('the machine of a request (income-verification.md §5.1)', () => {
  test.each(lines)('%s: %s by %s → %s', (from, action, actor, to) => {
    expect(stateAfter(from, action, actor)).toBe(to);
  });

  test.each([
    ['the township entrusts', 'SUBMITTED', 'ENTRUST', 'TOWNSHIP'],
    ['the centre submits', 'DRAFT', 'SUBMIT', 'CENTRE'],
    ['a draft is entrusted', 'DRAFT', 'ENTRUST', 'UNIT'],
    ['a draft is returned', 'DRAFT', 'RETURN', 'UNIT'],
    ['a request is returned twice', 'RETURNED', 'RETURN', 'UNIT'],
    ['what was submitted is amended', 'SUBMITTED', 'AMEND', 'TOWNSHIP'],
    ['a report is issued uncompiled', 'PARTIAL', 'ISSUE', 'CENTRE'],
    ['an objection without a report', 'PARTIAL', 'OBJECT', 'TOWNSHIP'],
    ['an objection to what is archived', 'ARCHIVED', 'OBJECT', 'TOWNSHIP'],
    ['a report is cancelled', 'REPORT_ISSUED', 'CANCEL', 'UNIT'],
    ['what is supplemented is archived without its version', 'SUPPLEMENTED', 'ARCHIVE', 'SYSTEM'],
  ] as const)('STATE_TRANSITION_INVALID: %s', (_, from, action, actor) => {
    expect(stateAfter(from, action, actor)).toBeUndefined();
  });

  test('nothing leads out of ARCHIVED and CANCELLED', () => {
    const sources = requestSteps.flatMap(({ from }) => from);
    expect(sources).not.toContain('ARCHIVED');
    expect(sources).not.toContain('CANCELLED');
  });
});
