import { createHash } from 'node:crypto';
import type { ErrorCatalogue, Operation, Problem } from '@mz/contracts';
import type { TSchema } from 'typebox';
import { fieldExamples, maskedExamples } from './field-examples.ts';
import { patternExample } from './pattern-example.ts';
import { isFen, nodeOf, type SchemaNode } from './plain-schema.ts';

/** Where an example stands: the name of its field, and whether an answer shows it. */
interface Place {
  readonly field: string;
  readonly masked: boolean;
}

/**
 * An example that fits the schema, the same for the same schema. A schema's own `examples` come first; then what the
 * field's name tells; then what its format, pattern or limits ask for. Throws where only the contract can say one.
 */
export function exampleOf(schema: TSchema, place: Partial<Place> = {}): unknown {
  return make(nodeOf(schema), { field: place.field ?? '', masked: place.masked ?? false });
}

/** Examples of one operation; `answer` is absent where there is no body or no text. */
export interface OperationExamples {
  readonly request?: unknown;
  readonly answer?: unknown;
}

/** What is sent to an operation and what it answers. */
export function operationExamples({ id, body, success }: Operation): OperationExamples {
  const sent = nodeOf(body).type !== 'undefined';
  const binary = success.stream === 'application/pdf' || success.stream === 'text/csv';
  return {
    ...(sent ? { request: named(`${id} body`, () => exampleOf(body)) } : {}),
    ...(success.status === 204 || binary
      ? {}
      : { answer: named(`${id} answer`, () => exampleOf(success.schema, { masked: true })) }),
  };
}

/** The problem that a code is answered with, in the language that nobody asked for. */
export function problemExample(code: string, catalogue: ErrorCatalogue): Problem | undefined {
  const entry = catalogue[code];
  if (entry === undefined) return undefined;
  const { status, zh, legalBasis } = entry;
  const pointed = code === 'INPUT_INVALID' ? { errors: [{ pointer: '/body/name', code, detail: '缺少必填项' }] } : {};
  return {
    type: `urn:mz:problem:${code}`,
    title: zh,
    status,
    code,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...pointed,
    ...(legalBasis === undefined ? {} : { legalBasis }),
  };
}

function named(what: string, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function make(node: SchemaNode, place: Place): unknown {
  const [own] = Array.isArray(node.examples) ? (node.examples as unknown[]) : [];
  if (own !== undefined) return own;
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return chosen(node.enum, place);
  if (node.allOf !== undefined) return Object.assign({}, ...node.allOf.map((part) => make(part, place)));
  if (node.anyOf !== undefined) return oneOf(node.anyOf, place);
  switch (node.type) {
    case 'object':
      return objectOf(node, place);
    case 'array':
      return listOf(node, place);
    case 'string':
      return textOf(node, place);
    case 'integer':
    case 'number':
      return numberOf(node, place);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return byName(place) ?? '示例';
  }
}

/** The value of the field's name where the list has it, else the first. */
function chosen(values: readonly unknown[], place: Place): unknown {
  const usual = fieldExamples[place.field];
  return values.includes(usual) ? usual : values[0];
}

function oneOf(branches: readonly SchemaNode[], place: Place): unknown {
  const literals = branches.flatMap((branch) => (branch.const === undefined ? [] : [branch.const]));
  if (literals.length > 0) return chosen(literals, place);
  const told = branches.find((branch) => branch.type !== 'null');
  return told === undefined ? null : make(told, place);
}

function objectOf(node: SchemaNode, { masked }: Place): Record<string, unknown> {
  const fields = Object.entries(node.properties ?? {});
  return Object.fromEntries(fields.map(([field, child]) => [field, make(child, { field, masked })]));
}

function listOf({ items, minItems }: SchemaNode, place: Place): unknown[] {
  if (items === undefined) return [];
  if (isTuple(items)) return items.map((item) => make(item, place));
  const least = typeof minItems === 'number' ? minItems : 1;
  return Array.from({ length: Math.max(1, least) }, (_, index) => {
    const field = index === 0 ? place.field : `${place.field}${index + 1}`;
    return make(items, { ...place, field });
  });
}

function isTuple(items: SchemaNode | readonly SchemaNode[]): items is readonly SchemaNode[] {
  return Array.isArray(items);
}

function textOf(node: SchemaNode, place: Place): string {
  const usual = byName(place);
  if (typeof usual === 'string' && fits(node, usual)) return usual;
  const shaped = formatted(node, place) ?? patterned(node);
  if (shaped !== undefined) return shaped;
  const text = guessed(place.field);
  if (fits(node, text)) return text;
  const least = typeof node.minLength === 'number' ? node.minLength : 1;
  return text.padEnd(least, '。').slice(0, Math.max(least, limitOf(node)));
}

function byName({ field, masked }: Place): unknown {
  return (masked ? maskedExamples[field] : undefined) ?? fieldExamples[field];
}

function formatted({ format }: SchemaNode, { field }: Place): string | undefined {
  if (format === 'uuid') return uuidOf(field);
  if (format === 'date') return '2014-05-06';
  if (format === 'date-time') return '2014-05-06T09:00:00+08:00';
  return undefined;
}

const known: Readonly<Record<string, string>> = {
  '^[0-9]{4}-(0[1-9]|1[0-2])$': '2014-06',
  '^[0-9]{12}$': '370102000000',
  '^[a-z-]+/[0-9a-f-]{36}$': `social-assistance/${uuidOf('case')}`,
};

function patterned({ pattern }: SchemaNode): string | undefined {
  if (typeof pattern !== 'string') return undefined;
  const made = known[pattern] ?? patternExample(pattern);
  if (made === undefined) throw new Error(`state \`examples\` beside the pattern ${pattern}`);
  return made;
}

/** Fields that nobody described: what the end of their name says. */
function guessed(field: string): string {
  if (/(Month|^month)$/.test(field)) return '2014-06';
  if (/(Id|^id)$/.test(field)) return uuidOf(field);
  if (/(On|Date|Day|From|To|Until|By)$/.test(field)) return '2014-05-06';
  if (/(At|^at)$/.test(field)) return '2014-05-06T01:00:00.000Z';
  if (/(Code|^code|Division)$/.test(field)) return '370102000000';
  if (/(Hash|hash|Sha256|sha256)$/.test(field)) return sha256Of(field);
  return '示例';
}

function fits({ format, pattern, minLength, maxLength }: SchemaNode, text: string): boolean {
  if (format === 'uuid') return false;
  if (format === 'date' && !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  if (format === 'date-time') return false;
  if (typeof pattern === 'string' && !new RegExp(pattern).test(text)) return false;
  const least = typeof minLength === 'number' ? minLength : 0;
  return text.length >= least && text.length <= limitOf({ maxLength });
}

function limitOf({ maxLength }: SchemaNode): number {
  return typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
}

function numberOf(node: SchemaNode, { field }: Place): number {
  const usual = fieldExamples[field];
  const wanted = typeof usual === 'number' ? usual : isFen(node) ? 45_000 : field.endsWith('Bp') ? 6_000 : 1;
  return Math.min(Math.max(wanted, node.minimum ?? wanted), node.maximum ?? wanted);
}

/** One id for each name, so that the same record has the same id in all examples. */
function uuidOf(name: string): string {
  const hex = sha256Of(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function sha256Of(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
