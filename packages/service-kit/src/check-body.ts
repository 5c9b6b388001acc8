import type { Operation } from '@mz/contracts';
import type { Context, GivenInput } from './kit.ts';
import { takesBody } from './route.ts';
import { compileCheck, type Validate, ValidationError, validationProblem } from './validators.ts';

type Language = Pick<Context, 'language'>;
type Part = 'params' | 'querystring' | 'body';

/** By schema; each is compiled when it is first needed. */
const compiled = new WeakMap<object, Validate>();

/**
 * Checks a body that did not come by REST, such as a line of a file, against the operation's schema. Throws what
 * REST answers: INPUT_INVALID or AMOUNT_INVALID with every fault.
 */
export function checkBody(operation: Operation, body: unknown, asker: Language): void {
  check({ schema: operation.body, part: 'body', value: body }, asker);
}

/** Checks the parts of an input that did not come by REST, such as the arguments of a GraphQL field; throws what REST answers. */
export function checkInput(operation: Operation, { params, query, body }: GivenInput, asker: Language): void {
  if (params !== undefined) check({ schema: operation.params, part: 'params', value: params }, asker);
  if (query !== undefined) check({ schema: operation.query, part: 'querystring', value: query }, asker);
  if (body !== undefined && takesBody(operation)) checkBody(operation, body, asker);
}

function check(
  { schema, part, value }: { readonly schema: object; readonly part: Part; readonly value: unknown },
  { language }: Language,
): void {
  const validate = compiled.get(schema) ?? compileCheck(schema);
  compiled.set(schema, validate);
  if (validate(value)) return;
  throw validationProblem(new ValidationError(validate.errors ?? [], part), language);
}
