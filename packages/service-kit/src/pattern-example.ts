/** A text that fits an anchored pattern of literals, classes, groups and counts; undefined for any other pattern. */
export function patternExample(pattern: string): string | undefined {
  const reader = { text: pattern.replace(/^\^/, '').replace(/\$$/, ''), at: 0 };
  const made = sequence(reader);
  if (made === undefined || reader.at < reader.text.length) return undefined;
  return new RegExp(pattern).test(made) ? made : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

/** The first of the alternatives; the others are read over. */
function sequence(reader: Reader): string | undefined {
  let first: string | undefined;
  let made = '';
  while (reader.at < reader.text.length && reader.text[reader.at] !== ')') {
    if (reader.text[reader.at] === '|') {
      first ??= made;
      made = '';
      reader.at += 1;
      continue;
    }
    const atom = atomOf(reader);
    if (atom === undefined) return undefined;
    made += repeated(atom, countOf(reader));
  }
  return first ?? made;
}

/** What one place of the text may be: a class gives its signs in turn, anything else itself. */
function atomOf(reader: Reader): readonly string[] | undefined {
  const sign = reader.text[reader.at] ?? '';
  reader.at += 1;
  if (sign === '(') return groupOf(reader);
  if (sign === '[') return classOf(reader);
  if (sign === '\\') return escapedOf(reader);
  return '.*+?{}^$'.includes(sign) ? undefined : [sign];
}

function groupOf(reader: Reader): readonly string[] | undefined {
  if (reader.text.startsWith('?:', reader.at)) reader.at += 2;
  const inner = sequence(reader);
  if (inner === undefined || reader.text[reader.at] !== ')') return undefined;
  reader.at += 1;
  return [inner];
}

function escapedOf(reader: Reader): readonly string[] | undefined {
  const sign = reader.text[reader.at] ?? '';
  reader.at += 1;
  if (sign === 'd') return range('1', '9');
  return /[\w\s]/.test(sign) ? undefined : [sign];
}

function classOf(reader: Reader): readonly string[] | undefined {
  const end = reader.text.indexOf(']', reader.at);
  const inner = reader.text.slice(reader.at, end);
  if (end < 0 || inner.startsWith('^') || inner.includes('\\')) return undefined;
  reader.at = end + 1;
  const [, from = '', to = ''] = /^(.)-(.)/.exec(inner) ?? [];
  return from === '' ? [...inner] : range(from, to);
}

function countOf(reader: Reader): number {
  const [found = '', least, , most] = /^(?:\{(\d+)(,(\d*))?\}|[*+?])/.exec(reader.text.slice(reader.at)) ?? [];
  reader.at += found.length;
  if (found === '?' || found === '*') return 0;
  if (least === undefined) return found === '+' ? 4 : 1;
  return Math.max(Number(least), Math.min(4, Number(most ?? least)));
}

function repeated(signs: readonly string[], count: number): string {
  return Array.from({ length: count }, (_, index) => signs[index % signs.length] ?? '').join('');
}

function range(from: string, to: string): string[] {
  const first = from.charCodeAt(0);
  return Array.from({ length: to.charCodeAt(0) - first + 1 }, (_, index) => String.fromCharCode(first + index));
}
