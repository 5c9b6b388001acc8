import { DatabaseError } from '@mz/db';
import { LoadError } from './errors.ts';

/** Why a load stopped, as a thread can say it; never with a value of a row. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** An error as a failure: of the database its kind and constraint, of the system its code. */
export function describe(error: unknown): Failure {
  if (error instanceof LoadError) return { code: error.code, message: error.message };
  if (error instanceof DatabaseError) {
    const { kind, constraint, table } = error;
    const place = [table, constraint].filter((part) => part !== undefined).join(', ');
    return { code: `DATABASE_${kind}`, message: place === '' ? 'the database refused or was lost' : `at ${place}` };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return { code: error.code, message: error.name };
  }
  return { code: 'UNEXPECTED', message: error instanceof Error ? `${error.name} ${placeOf(error)}` : typeof error };
}

function placeOf({ stack = '' }: Error): string {
  return /^\s+at .*$/m.exec(stack)?.[0].trim() ?? '';
}
