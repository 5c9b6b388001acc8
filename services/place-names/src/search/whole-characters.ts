/** Characters of two units (𫮃) as one of the private ones, so that lengths and edits count characters. */
const packed = new Map<string, string>();
const unpacked: string[] = [];
const [firstPrivate, unknown] = [0xe0_00, 0xf8_ff] as const;
const beyond = /[\u{10000}-\u{10ffff}]/gu;
const halves = /[\ud800-\udfff]/;
const privates = /[\ue000-\uf8ff]/g;

/** A name with one unit a character. */
export function packName(text: string): string {
  return halves.test(text) ? text.replace(beyond, learn) : text;
}

/** A query with one unit a character; what no name has is one that no name has. */
export function packQuery(text: string): string {
  return halves.test(text)
    ? text.replace(beyond, (character) => packed.get(character) ?? String.fromCharCode(unknown))
    : text;
}

/** The reverse of `packName`. */
export function unpackName(text: string): string {
  return text.replace(privates, (unit) => unpacked[unit.charCodeAt(0) - firstPrivate] ?? unit);
}

function learn(character: string): string {
  const known = packed.get(character);
  if (known !== undefined) return known;
  const unit = String.fromCharCode(firstPrivate + unpacked.length);
  if (unit.charCodeAt(0) >= unknown)
    throw new RangeError('more characters beyond the first plane than there is room for');
  packed.set(character, unit);
  unpacked.push(character);
  return unit;
}
