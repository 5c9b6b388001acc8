import { type Chunk, longestLine } from './chunks.ts';

/** One line of a file: an object with its reference, or why it is none. */
export type Line =
  | { readonly line: number; readonly ok: true; readonly ref: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly ok: false; readonly code: LineCode; readonly field?: string };

/** What can be wrong with a line before anybody looks at what it says. */
export type LineCode =
  | 'LINE_EMPTY'
  | 'LINE_TOO_LONG'
  | 'LINE_BOM'
  | 'LINE_CRLF'
  | 'LINE_NOT_UTF8'
  | 'LINE_NOT_JSON'
  | 'REF_INVALID'
  | 'INPUT_INVALID';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lineFeed = 10;
const reference = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
// References go into output files: an identity number is none.
const identityLike = /\d{15}/;

/** Splits a chunk into its lines and reads each. */
export function readLines({ bytes, firstLine, lineCount }: Chunk): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (let index = 0; index < lineCount; index += 1) {
    const feed = bytes.indexOf(lineFeed, from);
    const end = feed === -1 ? bytes.length : feed;
    lines.push(readLine(bytes.subarray(from, end), firstLine + index));
    from = end + 1;
  }
  return lines;
}

function readLine(bytes: Uint8Array, line: number): Line {
  const refuse = (code: LineCode, field?: string): Line => ({
    line,
    ok: false,
    code,
    ...(field === undefined ? {} : { field }),
  });
  if (bytes.length === 0) return refuse('LINE_EMPTY');
  if (bytes.length > longestLine) return refuse('LINE_TOO_LONG');
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refuse('LINE_NOT_UTF8');
  }
  if (text.startsWith('\uFEFF')) return refuse('LINE_BOM');
  if (text.endsWith('\r')) return refuse('LINE_CRLF');
  if (text.trim() === '') return refuse('LINE_EMPTY');
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('LINE_NOT_JSON');
  // Parse border: an object of JSON has text keys.
  const { ref, ...body } = value as Record<string, unknown>;
  if (typeof ref !== 'string' || !reference.test(ref) || identityLike.test(ref)) return refuse('REF_INVALID', 'ref');
  // What no column of text can hold.
  const broken = Object.keys(body).find((key) => !isStorable(body[key]));
  return broken === undefined ? { line, ok: true, ref, body } : refuse('INPUT_INVALID');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}
