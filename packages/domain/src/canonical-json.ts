import { hash } from 'node:crypto';

/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The canonical JSON text of RFC 8785 (JCS): no white space, keys ordered by UTF-16 code units, numbers as ECMAScript
 * writes them. Throws TypeError CANONICAL_JSON_INVALID on what JSON cannot hold (undefined, bigint, NaN, infinities, lone
 * surrogates, functions, instances of classes); the message names the key, never the value.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '');
}

/** The UTF-8 bytes of `canonicalJson(value)`. */
export function canonicalJsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}

/** SHA-256 of the RFC 8785 form, in hex; throws as `canonicalJson`. */
export function canonicalHash(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}

function write(value: unknown, key: string): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, key);
    case 'number':
      if (!Number.isFinite(value)) throw invalid('a number that is not finite', key);
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, key) : writeObject(value, key);
    default:
      throw invalid(typeof value, key);
  }
}

function writeString(text: string, key: string): string {
  if (!text.isWellFormed()) throw invalid('a lone surrogate', key);
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], key: string): string {
  const parts: string[] = [];
  for (const item of items) parts.push(write(item, key)); // unlike map, this meets the holes of a sparse array
  return `[${parts.join(',')}]`;
}

function writeObject(value: object, key: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw invalid('an instance of a class', key);
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, name);
    text += `${text === '' ? '' : ','}${writeString(name, key)}:${write(member, name)}`;
  }
  return `{${text}}`;
}

function invalid(what: string, key: string): TypeError {
  return new TypeError(`CANONICAL_JSON_INVALID: ${what} at key ${JSON.stringify(key)}`);
}
