/** The answer of a rule or a parser: the accepted value, or the code of a refusal; a refusal is an answer, never an exception. */
export type Decision<T, C extends string = string> = { ok: true; value: T } | { ok: false; code: C; detail?: string };

/** Accepts a value. */
export function accept<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** Refuses with a catalogue code; `detail` is for people and never holds an identity number. */
export function refuse<C extends string>(code: C, detail?: string): { ok: false; code: C; detail?: string } {
  return detail === undefined ? { ok: false, code } : { ok: false, code, detail };
}
