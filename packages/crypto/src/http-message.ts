/** Header fields by name in any letter case; a list counts as one field with its values joined by commas. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request as it crosses the wire; `url` is absolute, exactly as sent; no body is an empty body. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly body?: Uint8Array | string;
}

/** A response as it crosses the wire. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body?: Uint8Array | string;
}

/** The value of a field as RFC 9421 §2.1 forms it: all values trimmed, folds as one space, joined by comma and space. */
export function fieldValue(headers: HttpHeaders, name: string): string | undefined {
  const values = Object.entries(headers)
    .filter(([key, value]) => key.toLowerCase() === name && value !== undefined)
    .flatMap(([, value]) => value ?? []);
  if (values.length === 0) return undefined;
  return values.map((value) => value.replace(/\s*\r\n[ \t]+/g, ' ').replace(/^[ \t]+|[ \t]+$/g, '')).join(', ');
}

/** All fields with lower-case names and one value each, for sending. */
export function flattenHeaders(headers: HttpHeaders): Record<string, string> {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const flat: Record<string, string> = {};
  for (const name of names) {
    const value = fieldValue(headers, name);
    if (value !== undefined) flat[name] = value;
  }
  return flat;
}

/** True when there is at least one byte of body. */
export function hasBody(message: { readonly body?: Uint8Array | string }): boolean {
  return message.body !== undefined && message.body.length > 0;
}

/** An absolute address as a client calls it: normal form, no fragment; throws TypeError when it carries credentials. */
export function targetUri(url: string): string {
  const target = new URL(url);
  if (target.username !== '' || target.password !== '') throw new TypeError('a signed URL has no credentials in it');
  target.hash = '';
  return target.href;
}
