import type { JsonValue } from './canonical-json.ts';
import { findParameter, ParameterError, type ParameterPlace, type PolicyParameter } from './parameter.ts';

/** Reads parameters for one decision and remembers which rows it gave, for the decision's capsule. */
export type ParameterSource = {
  /** A finite number; throws ParameterError as `findParameter`, and PARAMETER_TYPE_INVALID on another kind of value. */
  readonly number: (key: string, at: ParameterPlace) => number;
  /** A text; throws like `number`. */
  readonly text: (key: string, at: ParameterPlace) => string;
  /** A yes or no; throws like `number`. */
  readonly flag: (key: string, at: ParameterPlace) => boolean;
  /** A list, such as a band table; throws like `number`. */
  readonly list: (key: string, at: ParameterPlace) => readonly JsonValue[];
  /** The rows given so far, each once, ordered by key, division, region group and start: the same facts give the same bytes. */
  readonly used: () => readonly PolicyParameter[];
  /** The same rows with an empty memory: one for each decision of a run, without indexing the rows again. */
  readonly restart: () => ParameterSource;
};

/** Builds a source over the loaded rows; the rows must not change while it is in use. */
export function createParameterSource(rows: readonly PolicyParameter[]): ParameterSource {
  return sourceOver(Map.groupBy(rows, (row) => row.key));
}

function sourceOver(rowsByKey: ReadonlyMap<string, readonly PolicyParameter[]>): ParameterSource {
  const used = new Set<PolicyParameter>();

  function read<T extends JsonValue>(key: string, at: ParameterPlace, isKind: (value: JsonValue) => value is T): T {
    const row = findParameter(rowsByKey.get(key) ?? [], key, at);
    if (!isKind(row.value)) throw new ParameterError('PARAMETER_TYPE_INVALID', key, at.date);
    used.add(row);
    return row.value;
  }

  return {
    number: (key, at) => read(key, at, isFiniteNumber),
    text: (key, at) => read(key, at, isText),
    flag: (key, at) => read(key, at, isFlag),
    list: (key, at) => read(key, at, isList),
    used: () => [...used].sort(byIdentity),
    restart: () => sourceOver(rowsByKey),
  };
}

function isFiniteNumber(value: JsonValue): value is number {
  return Number.isFinite(value);
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}

function isFlag(value: JsonValue): value is boolean {
  return typeof value === 'boolean';
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function byIdentity(a: PolicyParameter, b: PolicyParameter): number {
  const [left, right] = [identityOf(a), identityOf(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function identityOf(row: PolicyParameter): string {
  return [row.key, row.divisionCode, row.regionGroup ?? '', row.validFrom].join('\n');
}
