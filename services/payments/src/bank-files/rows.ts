import iconv from 'iconv-lite';

/** How fields become bytes in one bank's files. */
export interface RowFormat {
  readonly separator: string;
  readonly encoding: string;
  /** NONE: no field may have the separator; ALL: every field stands in double quotes, doubled inside. */
  readonly quoting: string;
}

// Control characters, and halves of a character, stand in no field of a file.
const unwritable = /[\p{Cc}\p{Cs}]/u;

/** One row with its LF; throws RangeError FIELD_NOT_WRITABLE for what the format cannot carry, never with the text. */
export function encodeRow(format: RowFormat, fields: readonly string[]): Buffer {
  const isAll = format.quoting === 'ALL';
  const written = fields.map((field) => {
    if (unwritable.test(field) || (!isAll && field.includes(format.separator))) throw notWritable();
    return isAll ? `"${field.replaceAll('"', '""')}"` : field;
  });
  const text = `${written.join(format.separator)}\n`;
  const bytes = encode(format, text);
  if (decode(format, bytes) !== text) throw notWritable();
  return bytes;
}

/** The rows of a file, or undefined when a byte of it is not as `encodeRow` would have written it. */
export function decodeRows(format: RowFormat, bytes: Buffer): string[][] | undefined {
  const text = decode(format, bytes);
  if (text === undefined || !text.endsWith('\n')) return undefined;
  const rows: string[][] = [];
  for (const row of text.slice(0, -1).split('\n')) {
    const fields = format.quoting === 'ALL' ? splitQuoted(row, format.separator) : row.split(format.separator);
    if (fields === undefined || fields.some((field) => unwritable.test(field))) return undefined;
    rows.push(fields);
  }
  return rows;
}

function splitQuoted(row: string, separator: string): string[] | undefined {
  const fields: string[] = [];
  let rest = row;
  for (;;) {
    const [whole, content = ''] = /^"((?:[^"]|"")*)"/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    fields.push(content.replaceAll('""', '"'));
    rest = rest.slice(whole.length);
    if (rest === '') return fields;
    if (!rest.startsWith(separator)) return undefined;
    rest = rest.slice(separator.length);
  }
}

function encode({ encoding }: RowFormat, text: string): Buffer {
  return encoding === 'GB18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text, 'utf8');
}

/** Undefined for bytes that are not this encoding, whole and in its one form. */
function decode({ encoding }: RowFormat, bytes: Buffer): string | undefined {
  const text = encoding === 'GB18030' ? iconv.decode(bytes, 'gb18030') : bytes.toString('utf8');
  const again = encoding === 'GB18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text, 'utf8');
  return again.equals(bytes) ? text : undefined;
}

function notWritable(): RangeError {
  return new RangeError('FIELD_NOT_WRITABLE: a field cannot stand in a file of this bank');
}
