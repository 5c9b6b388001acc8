import { CaseFacts } from '@mz/contracts';
import { accept, type Decision, refuse } from '@mz/domain';
import Value from 'typebox/value';
import { withStartData } from './start-data.ts';

/** Reads case facts from parsed JSON: the facts themselves or an object with `facts`, parameters and standards from the start data when absent. */
export function readFacts(input: unknown): Decision<{ facts: CaseFacts; filled: string[] }, 'INPUT_INVALID'> {
  if (!isObject(input)) return refuse('INPUT_INVALID', 'not an object');
  const inner: unknown = Reflect.get(input, 'facts') ?? input;
  if (!isObject(inner)) return refuse('INPUT_INVALID', '/facts is not an object');
  const { facts, filled } = withStartData(inner);
  if (Value.Check(CaseFacts, facts)) return accept({ facts, filled });
  return refuse('INPUT_INVALID', firstErrors(facts));
}

/** Places and kinds of the first errors, never the values: they may be personal. */
function firstErrors(facts: object): string {
  const errors = [...Value.Errors(CaseFacts, facts)].slice(0, 5);
  return errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`).join('; ');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
