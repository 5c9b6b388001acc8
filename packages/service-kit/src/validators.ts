import { AjvCompiler } from '@fastify/ajv-compiler';
import { isId } from '@mz/domain';
import type { FastifySchemaValidationError } from 'fastify';
import { fail, type ProblemError, type ProblemReason } from './errors.ts';
import { isFen, mapSchema, nullableBranch, type SchemaNode } from './plain-schema.ts';

/** A request that does not fit its schema; the error handler words it in the caller's language. */
export class ValidationError extends Error {
  readonly faults: readonly FastifySchemaValidationError[];
  readonly part: string;

  constructor(faults: readonly FastifySchemaValidationError[], part: string) {
    super(`The ${part} does not fit its schema`);
    this.name = 'ValidationError';
    this.faults = faults;
    this.part = part;
  }
}

/** Says whether a value fits; its faults are at `errors` afterwards. */
export interface Validate {
  (value: unknown): boolean;
  errors?: FastifySchemaValidationError[] | null;
}

type HttpPart = string | undefined;

/**
 * Compiles request schemas: bodies without coercion (null is never 0), everything else with it; formats `date` and `uuid`
 * are real. Each is compiled when it is first needed: of some hundred routes a process meets few.
 */
export function compileRequest({ schema, httpPart }: { schema: unknown; httpPart?: HttpPart }): Validate {
  return compileSchema(schema, httpPart === 'body' ? 'as-is' : 'list');
}

/** A check of a value as it came, such as another service's answer. */
export function compileCheck(schema: unknown): Validate {
  return compileSchema(schema, 'as-is');
}

/** A check of settings that turns words into numbers and truth values; like the others it fills in defaults. */
export function compileWords(schema: unknown): Validate {
  return compileSchema(schema, 'words');
}

type Coercion = 'as-is' | 'list' | 'words';
type Compile = ReturnType<ReturnType<typeof AjvCompiler>>;

const create = AjvCompiler();
/** One for all services of a process, made when it is first needed. */
const compilers = new Map<Coercion, Compile>();

function compilerFor(coercion: Coercion): Compile {
  const known = compilers.get(coercion);
  if (known !== undefined) return known;
  const options = {
    useDefaults: true,
    removeAdditional: false,
    allErrors: true, // bounded by the body limit
    verbose: true, // the failing node says whether it is money
    strictTypes: false,
    strictTuples: false,
  } as const;
  const own = {
    'as-is': { coerceTypes: false },
    // Where numbers come as text, 1e309 becomes Infinity: with strictNumbers Ajv would hold no bound against it.
    list: { coerceTypes: 'array', strictNumbers: false },
    words: { coerceTypes: true, strictNumbers: false },
  } as const;
  const made = create({}, { customOptions: { ...options, ...own[coercion] }, onCreate: withOwnFormats });
  compilers.set(coercion, made);
  return made;
}

function compileSchema(schema: unknown, coercion: Coercion): Validate {
  let compiled: ReturnType<Compile> | undefined;
  const validate: Validate = (value) => {
    compiled ??= compiledOnce(schema as SchemaNode, coercion);
    const fits = compiled(value) === true;
    // Ajv's own type of a fault is wider than Fastify's.
    validate.errors = (compiled.errors ?? null) as FastifySchemaValidationError[] | null;
    return fits;
  };
  return validate;
}

const compiledBefore = new Map<Coercion, WeakMap<SchemaNode, ReturnType<Compile>>>();

/** A schema that several services of a process take, or one service that is started again, is compiled once. */
function compiledOnce(schema: SchemaNode, coercion: Coercion): ReturnType<Compile> {
  const before = compiledBefore.get(coercion) ?? new WeakMap<SchemaNode, ReturnType<Compile>>();
  compiledBefore.set(coercion, before);
  const known = before.get(schema) ?? compilerFor(coercion)({ schema: validationSchema(schema) });
  before.set(schema, known);
  return known;
}

type Ajv = Parameters<NonNullable<NonNullable<Parameters<ReturnType<typeof AjvCompiler>>[1]>['onCreate']>>[0];

/**
 * RFC 3339 has a year 0000 and leap seconds; our calendar and PostgreSQL have not: what they cannot hold is no date. Nor do
 * they know the prefix that RFC 9562 allows before an id.
 */
function withOwnFormats(ajv: Ajv): void {
  ajv.addFormat('uuid', isId);
  for (const name of ['date', 'date-time'] as const) {
    const known = ajv.formats[name];
    const validate = typeof known === 'object' && 'validate' in known ? known.validate : undefined;
    if (typeof validate !== 'function') throw new Error(`The format ${name} is not a function`);
    ajv.addFormat(name, (text: string) => isHeld(text) && validate(text as never) === true);
  }
}

function isHeld(text: string): boolean {
  return !text.startsWith('0000') && !Number.isNaN(Date.parse(text));
}

/** The schema as Ajv gets it: no ids, unions of literals as `enum`, integers never beyond the safe range, numbers never infinite. */
export function validationSchema(schema: SchemaNode): SchemaNode {
  return mapSchema(schema, (node) => {
    const { $id: _, ...rest } = node;
    const literals = (rest.anyOf ?? []).map((branch) => branch.const);
    if (literals.length > 0 && literals.every((value) => typeof value === 'string')) {
      const { anyOf: _branches, ...others } = rest;
      return { ...others, type: 'string', enum: literals };
    }
    if (rest.type === 'number') return { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE, ...rest };
    if (rest.type !== 'integer') return rest;
    return { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...rest };
  });
}

const longestList = 50;
const partNames: Readonly<Record<string, string>> = { querystring: 'query' };

/** All faults as one problem: INPUT_INVALID, or AMOUNT_INVALID when every fault is an amount. No value is echoed. */
export function validationProblem(error: ValidationError, language: 'zh-CN' | 'en'): ProblemError {
  const part = partNames[error.part] ?? error.part;
  const faults = withoutBranches(error.faults).slice(0, longestList);
  const errors = faults.map(
    (fault): ProblemReason => ({
      code: isAmount(fault) ? 'AMOUNT_INVALID' : 'INPUT_INVALID',
      pointer: `/${part}${pointerOf(fault)}`,
      detail: wordsOf(fault, language),
    }),
  );
  const amountsOnly = errors.every(({ code }) => code === 'AMOUNT_INVALID');
  return fail(amountsOnly ? 'AMOUNT_INVALID' : 'INPUT_INVALID', { errors, cause: error });
}

type Fault = FastifySchemaValidationError & { readonly parentSchema?: SchemaNode };

/** A union that failed is one fault, not one per branch; of `X | null` the faults of X are kept. */
function withoutBranches(faults: readonly Fault[]): Fault[] {
  const unions = faults.filter(({ keyword }) => keyword === 'anyOf');
  const nullable = unions.filter(({ parentSchema }) => parentSchema && nullableBranch(parentSchema) !== undefined);
  const whole = unions.filter((union) => !nullable.includes(union));
  return faults.filter((fault) => {
    if (nullable.includes(fault)) return false;
    if (whole.some((union) => isBelow(fault, union))) return false;
    return !(
      fault.keyword === 'type' &&
      fault.params.type === 'null' &&
      nullable.some((union) => isBelow(fault, union))
    );
  });
}

function isBelow(fault: Fault, union: Fault): boolean {
  return (
    fault !== union &&
    fault.schemaPath.startsWith(`${union.schemaPath}/`) &&
    fault.instancePath.startsWith(union.instancePath)
  );
}

function isAmount({ parentSchema, keyword }: Fault): boolean {
  return parentSchema !== undefined && keyword !== 'required' && isFen(parentSchema);
}

function pointerOf({ instancePath, keyword, params }: Fault): string {
  const field = keyword === 'required' ? params.missingProperty : params.additionalProperty;
  return typeof field === 'string'
    ? `${instancePath}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
    : instancePath;
}

function wordsOf({ keyword, params }: Fault, language: 'zh-CN' | 'en'): string {
  const limit = String(params.limit ?? '');
  const [zh, en] = wordings(limit, params)[keyword] ?? ['不符合要求', 'does not fit'];
  return language === 'en' ? en : zh;
}

function wordings(limit: string, params: Fault['params']): Readonly<Record<string, readonly [string, string]>> {
  const allowed = Array.isArray(params.allowedValues) ? params.allowedValues.join(', ') : '';
  return {
    required: ['缺少必填项', 'is required'],
    additionalProperties: ['不是本操作的字段', 'is not a field of this operation'],
    type: [`类型应为 ${params.type}`, `must be of type ${params.type}`],
    format: [`不是有效的 ${params.format}`, `is not a valid ${params.format}`],
    pattern: ['格式不符', 'does not have the required form'],
    enum: [`应为以下之一：${allowed}`, `must be one of: ${allowed}`],
    const: ['取值不符', 'is not the required value'],
    minimum: isSafeEnd(params.limit)
      ? ['数值过小', 'is too small']
      : [`不得小于 ${limit}`, `must not be less than ${limit}`],
    maximum: isSafeEnd(params.limit)
      ? ['数值过大', 'is too large']
      : [`不得大于 ${limit}`, `must not be more than ${limit}`],
    minLength: [`长度不得少于 ${limit}`, `must have at least ${limit} characters`],
    maxLength: [`长度不得超过 ${limit}`, `must have at most ${limit} characters`],
    minItems: [`不得少于 ${limit} 项`, `must have at least ${limit} items`],
    maxItems: [`不得超过 ${limit} 项`, `must have at most ${limit} items`],
    uniqueItems: ['含有重复项', 'has duplicate items'],
    anyOf: ['不符合任何一种允许的形式', 'fits none of the permitted forms'],
  };
}

/** An end of the range of safe integers or of numbers: its digits would be masked like an account. */
function isSafeEnd(limit: unknown): boolean {
  const size = Math.abs(Number(limit));
  return size === Number.MAX_SAFE_INTEGER || size === Number.MAX_VALUE;
}
