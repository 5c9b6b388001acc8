import type { JsonValue, ParameterPlace, ParameterSource } from '@mz/domain';

/** A source that looks each parameter up once for a place and day: for the many households of a run (social-assistance §1). */
export function onceSource(source: ParameterSource): ParameterSource {
  const memos = new Map<string, Map<string, JsonValue>>();
  let last: { readonly at: ParameterPlace | undefined; readonly memo: Map<string, JsonValue> } = {
    at: undefined,
    memo: new Map(),
  };

  // The rules of one household ask with one place object.
  function memoOf(at: ParameterPlace): Map<string, JsonValue> {
    if (last.at === at) return last.memo;
    const key = `${at.date} ${at.divisions.join(' ')}`;
    const memo = memos.get(key) ?? new Map<string, JsonValue>();
    memos.set(key, memo);
    last = { at, memo };
    return memo;
  }

  function remember<T extends JsonValue>(key: string, at: ParameterPlace, value: T): T {
    memoOf(at).set(key, value);
    return value;
  }

  return {
    number(key, at) {
      const known = memoOf(at).get(key);
      return typeof known === 'number' ? known : remember(key, at, source.number(key, at));
    },
    text(key, at) {
      const known = memoOf(at).get(key);
      return typeof known === 'string' ? known : remember(key, at, source.text(key, at));
    },
    flag(key, at) {
      const known = memoOf(at).get(key);
      return typeof known === 'boolean' ? known : remember(key, at, source.flag(key, at));
    },
    list(key, at) {
      const known = memoOf(at).get(key);
      return Array.isArray(known) ? known : remember(key, at, source.list(key, at));
    },
    used: () => source.used(),
    restart: () => onceSource(source.restart()),
  };
}
