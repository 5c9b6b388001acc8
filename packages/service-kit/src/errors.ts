import type { Context } from './kit.ts';

/** One reason inside a problem: the field as a JSON pointer (`/body/members/0/birthDate`; '' is the whole request). */
export interface ProblemReason {
  readonly code: string;
  readonly pointer?: string;
  readonly detail?: string;
  readonly legalBasis?: string;
}

/** What may stand beside the code of a problem. */
export interface ProblemOptions {
  /** The field at fault, when there is exactly one. */
  readonly pointer?: string;
  /** For people, in Chinese; never an identity number. */
  readonly detail?: string;
  readonly legalBasis?: string;
  readonly ruleId?: string;
  readonly errors?: readonly ProblemReason[];
  readonly retryAfterSeconds?: number;
  /** Only for a problem that another service answered; otherwise the catalogue has both. */
  readonly status?: number;
  readonly title?: string;
  readonly cause?: unknown;
}

/** A refusal on its way to the one error handler, which looks the code up in the catalogue. */
export class ProblemError extends Error {
  readonly code: string;
  readonly errors: readonly ProblemReason[];
  readonly options: ProblemOptions;

  constructor(code: string, options: ProblemOptions = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, { cause: options.cause });
    this.name = 'ProblemError';
    this.code = code;
    this.options = options;
    this.errors = options.errors ?? (options.pointer === undefined ? [] : [reasonAt(code, options)]);
  }

  /** Set only when another service answered this problem. */
  get status(): number | undefined {
    return this.options.status;
  }
}

/** A problem of the catalogue, to be thrown: `throw fail('APPLICATION_UNKNOWN')`. */
export function fail(code: string, options: ProblemOptions = {}): ProblemError {
  return new ProblemError(code, options);
}

/** One problem for a refused decision: the first reason gives code and status, `errors[]` has every reason; throws when there is none. */
export function refusal(
  reasons: readonly (string | ProblemReason)[],
  options: Omit<ProblemOptions, 'errors' | 'pointer'> = {},
): ProblemError {
  const errors = reasons.map((reason) => (typeof reason === 'string' ? { code: reason } : reason));
  const [first] = errors;
  if (first === undefined) throw new Error('A refusal needs at least one reason');
  return new ProblemError(first.code, { ...options, errors });
}

/** Refuses a stale version: 412 VERSION_CONFLICT, or 428 PRECONDITION_REQUIRED when a caller gave none; jobs pass. */
export function expectVersion(ctx: Context, version: number): void {
  if (ctx.expectedVersion === undefined) {
    if (ctx.actor.kind === 'system') return;
    throw fail('PRECONDITION_REQUIRED');
  }
  if (ctx.expectedVersion !== version) throw fail('VERSION_CONFLICT');
}

function reasonAt(code: string, options: ProblemOptions): ProblemReason {
  return {
    code,
    ...(options.pointer === undefined ? {} : { pointer: options.pointer }),
    ...(options.detail === undefined ? {} : { detail: options.detail }),
    ...(options.legalBasis === undefined ? {} : { legalBasis: options.legalBasis }),
  };
}
