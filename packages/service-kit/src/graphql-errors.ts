import type { ErrorCatalogue } from '@mz/contracts';
import { GraphQLError } from 'graphql/index.js';
import { traceIdOf } from './call-headers.ts';
import { problemOf } from './error-handler.ts';
import { fail, ProblemError } from './errors.ts';
import type { RequestTrace } from './fastify-types.ts';
import { problemBody } from './problem.ts';

/** One error of a GraphQL answer: the title for people, the problem in `extensions`. */
export interface GraphqlErrorBody {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What the words of an error depend on. */
export interface GraphqlErrorSetting {
  readonly errors: ErrorCatalogue;
  readonly trace: RequestTrace;
}

/** An error of a resolver, of validation or of a limit, with the same code, status and reasons as REST. */
export function graphqlError(error: unknown, setting: GraphqlErrorSetting): GraphqlErrorBody {
  const { language, traceparent } = setting.trace;
  const problem = problemOf(causeOf(error), language);
  const traceId = traceIdOf(traceparent);
  const { title, type: _, ...extensions } = problemBody(problem, { errors: setting.errors, language, traceId });
  const place = error instanceof GraphQLError ? error : undefined;
  return {
    message: title,
    ...(place?.locations === undefined ? {} : { locations: place.locations }),
    ...(place?.path === undefined ? {} : { path: place.path }),
    extensions,
  };
}

/** The errors of a request that never ran: Mercurius wraps those of parsing, validation and variables. */
export function requestErrors(error: unknown): readonly unknown[] {
  const wrapped = error instanceof Error && 'errors' in error ? error.errors : undefined;
  if (!Array.isArray(wrapped) || error instanceof ProblemError) return [error];
  return wrapped;
}

/** What was thrown in a resolver, or the fault of the query itself, whose words name schema fields only. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  if (error.originalError !== undefined && error.originalError !== null) {
    const cause = causeOf(error.originalError);
    // Our own scalars name their fault; what those of GraphQL say of a variable quotes its value.
    const named = cause instanceof ProblemError && cause.code !== 'QUERY_INVALID';
    return named || variableIn(error) === undefined ? cause : fail('QUERY_INVALID', { detail: wordsOf(error) });
  }
  if (error.message.includes('introspection')) return fail('INTROSPECTION_DISABLED');
  return error.path === undefined ? fail('QUERY_INVALID', { detail: wordsOf(error) }) : error;
}

// A fault of a variable quotes its value; only what comes before the value is told. A hint at the right name would be an
// introspection by guesses.
function wordsOf(error: GraphQLError): string {
  return variableIn(error) ?? error.message.replace(/ Did you mean [^?]*\?/g, '');
}

function variableIn({ message }: GraphQLError): string | undefined {
  return /^Variable "\$\w+"/.exec(message)?.[0];
}
