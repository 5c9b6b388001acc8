import type { Operation } from '@mz/contracts';
import type { FastifySchemaValidationError } from 'fastify';
import type { Context } from './kit.ts';
import { createValidatorCompiler, ValidationError, validationProblem } from './validators.ts';

type Validate = ReturnType<ReturnType<typeof createValidatorCompiler>>;

const compile = createValidatorCompiler();
const compiled = new WeakMap<Operation, Validate>();

/**
 * Checks a body that did not come by REST, such as the input of a mutation, against the operation's schema. Throws what
 * REST answers: INPUT_INVALID or AMOUNT_INVALID with every fault.
 */
export function checkBody(operation: Operation, body: unknown, { language }: Pick<Context, 'language'>): void {
  const validate = compiled.get(operation) ?? compile({ schema: operation.body, httpPart: 'body' });
  compiled.set(operation, validate);
  if (validate(body) === true) return;
  const { errors } = validate as { errors?: FastifySchemaValidationError[] | null };
  throw validationProblem(new ValidationError(errors ?? [], 'body'), language);
}
