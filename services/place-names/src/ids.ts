import { fail } from '@mz/service-kit';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be the id of a record; what cannot is never sent to the database. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}

/** The id of a GraphQL argument; throws INPUT_INVALID as REST does for a path. */
export function requireId(id: string): string {
  if (!isId(id)) throw fail('INPUT_INVALID', { pointer: '/params/id' });
  return id;
}
