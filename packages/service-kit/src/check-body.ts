import type { Operation } from '@mz/contracts';
import type { Context } from './kit.ts';
import { compileCheck, type Validate, ValidationError, validationProblem } from './validators.ts';

const compiled = new WeakMap<Operation, Validate>();

/**
 * Checks a body that did not come by REST, such as the input of a mutation, against the operation's schema. Throws what
 * REST answers: INPUT_INVALID or AMOUNT_INVALID with every fault.
 */
export function checkBody(operation: Operation, body: unknown, { language }: Pick<Context, 'language'>): void {
  const validate = compiled.get(operation) ?? compileCheck(operation.body);
  compiled.set(operation, validate);
  if (validate(body)) return;
  throw validationProblem(new ValidationError(validate.errors ?? [], 'body'), language);
}
