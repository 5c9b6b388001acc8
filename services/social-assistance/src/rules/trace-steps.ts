import type { CaseResult } from '@mz/contracts';
import type { JsonValue, TraceStep } from '@mz/domain';
import { isJsonValue } from './json-value.ts';

/** The steps as a capsule holds them; the rules write nothing else than JSON, so anything else is a broken result. */
export function traceOf(trace: CaseResult['trace']): TraceStep[] {
  return trace.map(({ inputs, output, ...step }) => {
    if (!isJsonObject(inputs) || !isJsonValue(output)) throw new TypeError('the trace holds what JSON cannot hold');
    return { ...step, inputs, output };
  });
}

function isJsonObject(value: Record<string, unknown>): value is Record<string, JsonValue> {
  return Object.values(value).every(isJsonValue);
}
