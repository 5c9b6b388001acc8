import type { ErrorCatalogue, ErrorEntry, Problem } from '@mz/contracts';
import { DatabaseError } from '@mz/db';
import { commonErrors } from './catalogue.ts';
import { fail, ProblemError, type ProblemReason } from './errors.ts';

/** What the body of a problem needs from its request. */
export interface ProblemSetting {
  readonly errors: ErrorCatalogue;
  readonly language: 'zh-CN' | 'en';
  readonly traceId: string;
  /** Path of the request, without its query. */
  readonly instance?: string;
}

/** The RFC 9457 body of a problem; an unknown code becomes INTERNAL. Runs of 15 digits and more are masked in texts. */
export function problemBody(error: ProblemError, setting: ProblemSetting): Problem {
  const entry = entryOf(error.code, setting.errors);
  const status = error.status ?? entry?.status;
  const known = status === undefined ? fail('INTERNAL') : error;
  const { detail, ruleId, retryAfterSeconds } = known.options;
  const legalBasis = known.options.legalBasis ?? entry?.legalBasis;
  const reasons = known.errors.map((reason) => reasonBody(reason, setting));
  return {
    type: `urn:mz:problem:${known.code}`,
    title: known.options.title ?? titleOf(known.code, setting),
    status: status ?? 500,
    code: known.code,
    traceId: setting.traceId,
    ...(detail === undefined ? {} : { detail: maskNumbers(detail) }),
    ...(setting.instance === undefined ? {} : { instance: maskNumbers(setting.instance) }),
    ...(reasons.length === 0 ? {} : { errors: reasons }),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(legalBasis === undefined ? {} : { legalBasis }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** Whatever was thrown, as a problem: refusals stay, database refusals and Fastify's own are named, all else is INTERNAL. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DatabaseError) return databaseProblem(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return fail(fastifyCodes[code] ?? 'INTERNAL', { cause: error });
}

/** The path of a request's address, without its query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

const fastifyCodes: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'JSON_INVALID',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'JSON_INVALID',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INPUT_INVALID',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  FST_ERR_ASYNC_CONSTRAINT: 'NOT_FOUND',
};

// What PostgreSQL cannot hold: a text with NUL or half a character (22021, in JSON 22P05), a day that no calendar has (22008).
const unholdable = new Set(['22021', '22P05', '22008']);

function databaseProblem(error: DatabaseError): ProblemError {
  switch (error.kind) {
    case 'UNIQUE_VIOLATION':
    case 'EXCLUSION_VIOLATION':
      return fail('RECORD_DUPLICATE', { cause: error });
    case 'FOREIGN_KEY_VIOLATION':
      return fail('REFERENCE_UNKNOWN', { cause: error });
    case 'ROW_SECURITY':
      return fail('SCOPE_FORBIDDEN', { cause: error });
    case 'SERIALIZATION_FAILURE':
    case 'DEADLOCK':
    case 'LOCK_TIMEOUT':
      return fail('CONCURRENT_CHANGE', { cause: error, retryAfterSeconds: 1 });
    case 'CONNECTION_LOST':
    case 'STATEMENT_TIMEOUT':
      return fail('DATABASE_UNAVAILABLE', { cause: error, retryAfterSeconds: 5 });
    case 'CHECK_VIOLATION':
    case 'NOT_NULL_VIOLATION':
    case 'TRANSACTION_ABORTED':
    case 'OTHER':
      return fail(unholdable.has(error.sqlState ?? '') ? 'INPUT_INVALID' : 'INTERNAL', { cause: error });
  }
}

function reasonBody(reason: ProblemReason, setting: ProblemSetting): NonNullable<Problem['errors']>[number] {
  const legalBasis = reason.legalBasis ?? entryOf(reason.code, setting.errors)?.legalBasis;
  return {
    pointer: maskNumbers(reason.pointer ?? ''),
    code: reason.code,
    detail: maskNumbers(reason.detail ?? titleOf(reason.code, setting)),
    ...(legalBasis === undefined ? {} : { legalBasis }),
  };
}

function titleOf(code: string, { errors, language }: ProblemSetting): string {
  const entry = entryOf(code, errors);
  if (entry === undefined) return code;
  return language === 'en' ? entry.en : entry.zh;
}

function entryOf(code: string, errors: ErrorCatalogue): ErrorEntry | undefined {
  const common: ErrorCatalogue = commonErrors;
  return Object.hasOwn(errors, code) ? errors[code] : Object.hasOwn(common, code) ? common[code] : undefined;
}

// Identity numbers have 15 or 18 places, accounts 16 to 19: a last net, whoever wrote the text.
function maskNumbers(text: string): string {
  return text.replace(/\d{15,}[\dXx]?/g, '***');
}
