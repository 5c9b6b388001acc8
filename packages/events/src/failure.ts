/** What is kept of an error: classes and codes. Its message may hold a row's values and is never stored. */
export interface FailureNote {
  /** Code of the error, or its class where it has none. */
  readonly code: string;
  /** Class and codes, such as `DatabaseError:UNIQUE_VIOLATION:23505`. */
  readonly errorClass: string;
}

const wellFormed = /^[A-Za-z0-9_.-]{1,80}$/;

/** Describes an error without its message. */
export function noteFailure(error: unknown): FailureNote {
  if (!(error instanceof Error)) return { code: 'THROWN', errorClass: typeof error };
  const codes = ['code', 'kind', 'sqlState'].flatMap((field) => codeIn(error, field));
  const name = wellFormed.test(error.name) ? error.name : 'Error';
  return { code: codes[0] ?? name, errorClass: [name, ...codes].join(':') };
}

function codeIn(error: Error, field: string): string[] {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' && wellFormed.test(value) ? [value] : [];
}
