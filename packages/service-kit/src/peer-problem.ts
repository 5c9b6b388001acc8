import { Problem, type ServiceName } from '@mz/contracts';
import { fail, ProblemError } from './errors.ts';
import { compileCheck } from './validators.ts';

const isProblem = compileCheck(Problem);

/**
 * The problem that a callee answered, to be thrown again. Its own breakdown (5xx, 429) and its refusal of this service's
 * token become UPSTREAM_UNAVAILABLE: the person at the front can do nothing about them.
 */
export function problemFrom(service: ServiceName, status: number, text: string): ProblemError {
  const problem = problemOf(text);
  const cause = new Error(`${service} answered ${status}${problem === undefined ? '' : ` ${problem.code}`}`);
  const retryAfterSeconds = problem?.retryAfterSeconds ?? 5;
  const readOnly = problem?.code === 'MAINTENANCE_READ_ONLY';
  const ownToken =
    status === 401 && !(problem?.errors ?? []).some(({ pointer }) => pointer === '/headers/x-user-token');
  if (problem === undefined || ownToken || status === 429 || (status >= 500 && !readOnly)) {
    return fail('UPSTREAM_UNAVAILABLE', { detail: service, retryAfterSeconds, cause });
  }
  const { code, title, detail, errors, ruleId, legalBasis } = problem;
  return new ProblemError(code, {
    status,
    title,
    cause,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(legalBasis === undefined ? {} : { legalBasis }),
    ...(problem.retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function problemOf(text: string): Problem | undefined {
  try {
    const body: unknown = JSON.parse(text);
    // Checked.
    return isProblem(body) ? (body as Problem) : undefined;
  } catch {
    return undefined; // no JSON: not one of our services' own answers
  }
}
