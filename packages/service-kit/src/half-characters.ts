// Half of a character can only come as an escape; most bodies have none.
const escaped = /\\u[dD][89a-fA-F]/;

/** Whether JSON that can be parsed holds half of a character (a lone surrogate): it has no UTF-8 form, so it is neither stored nor hashed. */
export function holdsHalfCharacter(json: string): boolean {
  if (!escaped.test(json)) return false;
  let found = false;
  JSON.parse(json, (key, value: unknown) => {
    found ||= !key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed());
    return value;
  });
  return found;
}
