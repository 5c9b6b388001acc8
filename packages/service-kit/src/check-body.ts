import type { Operation } from '@mz/contracts';
import type { Context } from './kit.ts';
import { createValidatorCompiler, type Validate, ValidationError, validationProblem } from './validators.ts';

const compile = createValidatorCompiler();
const compiled = new WeakMap<Operation, Validate>();

/**
 * Checks a body that did not come by REST, such as the input of a mutation, against the operation's schema. Throws what
 * REST answers: INPUT_INVALID or AMOUNT_INVALID with every fault.
 */
export function checkBody(operation: Operation, body: unknown, { language }: Pick<Context, 'language'>): void {
  const validate = compiled.get(operation) ?? compile({ schema: operation.body, httpPart: 'body' });
  compiled.set(operation, validate);
  if (validate(body)) return;
  throw validationProblem(new ValidationError(validate.errors ?? [], 'body'), language);
}
