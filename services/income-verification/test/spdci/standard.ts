import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** A file of the standard beside this one. */
export type StandardFile = 'social' | 'ibr' | 'registry_core';

/** What a message is judged by: the request or the answer of a path. */
export interface Place {
  readonly file: StandardFile;
  readonly path: string;
  readonly part: 'request' | 'answer';
}

const compiled = new Map<string, Ajv>();

/** Errors of a message by the standard's own schema; none when it conforms. `asWritten` keeps its `oneOf`. */
export function faultsOf({ file, path, part }: Place, message: unknown, asWritten = false): string[] {
  const ajv = loaded(file, asWritten);
  const at = `#/paths/${escaped(path)}/post/${part === 'request' ? 'requestBody' : 'responses/default'}`;
  const place = resolved(at);
  const validate = ajv.getSchema(`${file}${place}/content/${escaped('application/json')}/schema`);
  if (validate === undefined) throw new Error(`${file} has no ${part} of ${path}`);
  validate(message);
  return (validate.errors ?? []).map(({ instancePath, message: text }) => `${instancePath} ${text}`);
}

/** An acknowledgement is a shared response of the file. */
function resolved(at: string): string {
  const [, , path = ''] = at.split('/');
  const name = path.replaceAll('~1', '/');
  // Answers of asynchronous paths refer to one shared response.
  const shared = at.endsWith('responses/default') && !name.includes('/sync/');
  return shared ? '#/components/responses/Response' : at;
}

function loaded(file: StandardFile, asWritten: boolean): Ajv {
  const key = `${file} ${asWritten}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`${file}_api_v1.0.0.yaml`, import.meta.url), 'utf8');
  const document: unknown = parse(text);
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  // The default export of a CommonJS module, as Node gives it.
  (addFormats as unknown as { default: (ajv: Ajv) => void }).default(ajv);
  const meant = asWritten ? document : withAnyOf(document);
  ajv.addSchema(withDirectReferences(meant, meant) as object, file);
  compiled.set(key, ajv);
  return ajv;
}

/** The standard writes `oneOf` where its alternatives overlap (README.md); they are meant as `anyOf`. */
function withAnyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAnyOf);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key === 'oneOf' ? 'anyOf' : key, withAnyOf(one)]);
  const found: Record<string, unknown> = Object.fromEntries(entries);
  // References by pointer go through the renamed keyword.
  if (typeof found.$ref === 'string') found.$ref = found.$ref.replaceAll('/oneOf/', '/anyOf/');
  return found;
}

/** References whose pointer leads through another reference, as the bundler of the standard wrote them, go there directly. */
function withDirectReferences(value: unknown, document: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withDirectReferences(one, document));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) =>
    key === '$ref' && typeof one === 'string'
      ? [key, direct(one, document)]
      : [key, withDirectReferences(one, document)],
  );
  return Object.fromEntries(entries);
}

function direct(pointer: string, document: unknown): string {
  let walked = '#';
  let node: unknown = document;
  for (const part of pointer.split('/').slice(1)) {
    const on: unknown = isObject(node) && typeof node.$ref === 'string' ? node.$ref : undefined;
    if (typeof on === 'string') {
      walked = direct(on, document);
      node = nodeAt(walked, document);
    }
    walked = `${walked}/${part}`;
    node = isObject(node) || Array.isArray(node) ? Reflect.get(node, plain(part)) : undefined;
  }
  return walked;
}

function nodeAt(pointer: string, document: unknown): unknown {
  const parts = pointer.split('/').slice(1);
  return parts.reduce<unknown>(
    (node, part) => (isObject(node) || Array.isArray(node) ? Reflect.get(node, plain(part)) : undefined),
    document,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
