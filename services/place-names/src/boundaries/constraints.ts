import { DatabaseError } from '@mz/db';
import { fail } from '@mz/service-kit';

/** Turns the refusal of a named constraint into a problem of the catalogue; the transaction is lost either way. */
export async function refusing<T>(codes: Readonly<Record<string, string>>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof DatabaseError ? codes[error.constraint ?? ''] : undefined;
    if (code === undefined) throw error;
    throw fail(code, { cause: error });
  }
}
