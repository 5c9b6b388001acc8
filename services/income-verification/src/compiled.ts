import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

const compiled = new WeakMap<TSchema, Validator>();

/** Whether a value has the form of a schema, by a check that is compiled at its first use: rows come by the ten thousand. */
export function hasForm<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  let check = compiled.get(schema);
  if (check === undefined) {
    check = Compile(schema) as Validator;
    compiled.set(schema, check);
  }
  return check.Check(value);
}
