const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value has the form of a record's id (RFC 9562, without a prefix); what has not is never sent to a database. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value);
}
