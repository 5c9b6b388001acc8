/** One value of a payload as an operator sees it; null stands for a text that is not shown. */
export interface ShownValue {
  /** JSON pointer. */
  readonly pointer: string;
  readonly value: string | null;
}

/** Ids, codes, types, days, months, instants and short numbers; never a name, a sentence or an identity number. */
const shownText =
  /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z-]+\/[0-9a-f-]{36}|[A-Z][A-Z0-9_.-]{0,59}|[a-z][A-Za-z.-]{0,59}|[0-9]{1,12}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))$/;
/** Eleven digits from 1 on are a telephone number. */
const telephone = /^1[0-9]{10}$/;
const mostValues = 200;

/** The values of a payload that are ids or codes, in order; at most 200. Events are thin, and this makes sure of it. */
export function shownPayload(payload: unknown): ShownValue[] {
  const shown: ShownValue[] = [];
  collect(payload, '', shown);
  return shown;
}

function collect(value: unknown, pointer: string, into: ShownValue[]): void {
  if (into.length >= mostValues) return;
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collect(inner, `${pointer}/${keyOf(key)}`, into);
    return;
  }
  into.push({ pointer, value: textOf(value) });
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return shownText.test(value) && !telephone.test(value) ? value : null;
  if (typeof value === 'number') return Number.isSafeInteger(value) && Math.abs(value) < 1e12 ? String(value) : null;
  return String(value);
}

/** A key that is data, such as a name, is not shown either. */
function keyOf(key: string): string {
  return /^[A-Za-z0-9_-]{1,60}$/.test(key) && !/[0-9]{13}/.test(key) && !telephone.test(key) ? key : '…';
}
