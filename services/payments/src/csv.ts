import iconv from 'iconv-lite';

/** How a CSV leaves: UTF-8 with a byte order mark, by which spreadsheets know it, or GB18030. */
export type CsvEncoding = 'UTF-8' | 'GB18030';

/** One line of RFC 4180; text that a spreadsheet would take for a formula is shown as text. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number): string {
  const text = String(value);
  const isNumber = /^-?[0-9]+(\.[0-9]+)?$/.test(text);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The bytes of lines in an encoding. */
export async function* csvBytes(
  lines: AsyncIterable<string> | Iterable<string>,
  encoding: CsvEncoding,
): AsyncGenerator<Uint8Array> {
  if (encoding === 'UTF-8') yield Buffer.from('\uFEFF', 'utf8');
  for await (const line of lines) yield iconv.encode(line, encoding === 'UTF-8' ? 'utf8' : 'gb18030');
}
