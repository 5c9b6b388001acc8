/** A bare item of RFC 8941: the kinds that signatures and digests use. */
export type BareItem =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'token'; readonly value: string }
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'bytes'; readonly value: Buffer };

/** Parameters in their order. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** An item with parameters. */
export interface Item {
  readonly kind: 'item';
  readonly bare: BareItem;
  readonly parameters: Parameters;
}

/** An inner list with parameters. */
export interface InnerList {
  readonly kind: 'list';
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

/** The members of a dictionary field by key. */
export type Dictionary = ReadonlyMap<string, Item | InnerList>;

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const STRING = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const INTEGER = /-?\d{1,15}(?![\d.])/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
const BOOLEAN = /\?([01])/y;
const SPACES = / */y;
const COMMA = /[ \t]*,[ \t]*/y;

/** Reads a dictionary (RFC 8941 §3.2) or answers undefined; stricter than the RFC: a key or parameter given twice is refused. */
export function parseDictionary(text: string): Dictionary | undefined {
  const scanner = createScanner(text.replace(/^ +| +$/g, ''));
  const members = new Map<string, Item | InnerList>();
  while (!scanner.atEnd()) {
    if (members.size > 0 && scanner.take(COMMA) === undefined) return undefined;
    const key = scanner.take(KEY)?.[0];
    const member = key === undefined ? undefined : readMember(scanner);
    if (key === undefined || member === undefined || members.has(key)) return undefined;
    members.set(key, member);
  }
  return members;
}

/** The canonical text of a member (RFC 8941 §4.1). */
export function serializeMember(member: Item | InnerList): string {
  if (member.kind === 'item') return serializeBare(member.bare) + serializeParameters(member.parameters);
  return `(${member.items.map(serializeMember).join(' ')})${serializeParameters(member.parameters)}`;
}

interface Scanner {
  take(pattern: RegExp): RegExpExecArray | undefined;
  skip(character: string): boolean;
  atEnd(): boolean;
}

function createScanner(text: string): Scanner {
  let position = 0;
  return {
    take(pattern) {
      pattern.lastIndex = position;
      const match = pattern.exec(text);
      if (match === null) return undefined;
      position += match[0].length;
      return match;
    },
    skip(character) {
      if (text[position] !== character) return false;
      position += 1;
      return true;
    },
    atEnd: () => position >= text.length,
  };
}

function readMember(scanner: Scanner): Item | InnerList | undefined {
  if (!scanner.skip('=')) {
    const parameters = readParameters(scanner);
    return parameters === undefined ? undefined : { kind: 'item', bare: { type: 'boolean', value: true }, parameters };
  }
  return scanner.skip('(') ? readInnerList(scanner) : readItem(scanner);
}

function readInnerList(scanner: Scanner): InnerList | undefined {
  const items: Item[] = [];
  scanner.take(SPACES);
  while (!scanner.skip(')')) {
    const item = readItem(scanner);
    const spaces = scanner.take(SPACES)?.[0] ?? '';
    if (item === undefined) return undefined;
    items.push(item);
    if (spaces !== '') continue;
    if (!scanner.skip(')')) return undefined;
    break;
  }
  const parameters = readParameters(scanner);
  return parameters === undefined ? undefined : { kind: 'list', items, parameters };
}

function readItem(scanner: Scanner): Item | undefined {
  const bare = readBare(scanner);
  const parameters = bare === undefined ? undefined : readParameters(scanner);
  return bare === undefined || parameters === undefined ? undefined : { kind: 'item', bare, parameters };
}

function readParameters(scanner: Scanner): Parameters | undefined {
  const parameters = new Map<string, BareItem>();
  while (scanner.skip(';')) {
    scanner.take(SPACES);
    const key = scanner.take(KEY)?.[0];
    const bare = scanner.skip('=') ? readBare(scanner) : { type: 'boolean' as const, value: true };
    if (key === undefined || bare === undefined || parameters.has(key)) return undefined;
    parameters.set(key, bare);
  }
  return parameters;
}

function readBare(scanner: Scanner): BareItem | undefined {
  const string = scanner.take(STRING)?.[1];
  if (string !== undefined) return { type: 'string', value: string.replace(/\\(["\\])/g, '$1') };
  const bytes = scanner.take(BYTES)?.[1];
  if (bytes !== undefined) return readBytes(bytes);
  const integer = scanner.take(INTEGER)?.[0];
  if (integer !== undefined) return { type: 'integer', value: Number(integer) };
  const boolean = scanner.take(BOOLEAN)?.[1];
  if (boolean !== undefined) return { type: 'boolean', value: boolean === '1' };
  const token = scanner.take(TOKEN)?.[0];
  return token === undefined ? undefined : { type: 'token', value: token };
}

/** One spelling only: a second base64 form of the same bytes is refused. */
function readBytes(base64: string): BareItem | undefined {
  const value = Buffer.from(base64, 'base64');
  return value.toString('base64') === base64 ? { type: 'bytes', value } : undefined;
}

function serializeParameters(parameters: Parameters): string {
  return [...parameters]
    .map(([key, bare]) => (bare.type === 'boolean' && bare.value ? `;${key}` : `;${key}=${serializeBare(bare)}`))
    .join('');
}

function serializeBare(bare: BareItem): string {
  switch (bare.type) {
    case 'string':
      return `"${bare.value.replace(/["\\]/g, '\\$&')}"`;
    case 'bytes':
      return `:${bare.value.toString('base64')}:`;
    case 'boolean':
      return bare.value ? '?1' : '?0';
    case 'integer':
    case 'token':
      return String(bare.value);
  }
}
