import type { BadLine, Line } from '@mz/bulk-load';
import { registerPerson } from '@mz/contracts';
import { checkBody, ProblemError, type ProblemReason } from '@mz/service-kit';
import {
  type Registration,
  type RegistrationInput,
  type RegistrationSetting,
  readRegistration,
} from '../persons/index.ts';

/** A line that may be registered. */
export interface CheckedLine {
  readonly line: number;
  readonly ref: string;
  readonly entry: Registration;
}

const fields: ReadonlySet<string> = new Set(Object.keys(registerPerson.body?.properties ?? {}));

/** Checks a line as `persons.register` checks its body; answers the line or each reason why it is refused. */
export function checkLine(read: Line, setting: RegistrationSetting): CheckedLine | BadLine[] {
  const { line } = read;
  if (!read.ok) return [{ line, code: read.code, ...(read.field === undefined ? {} : { field: read.field }) }];
  const faults = faultsOf(read.body);
  if (faults.length > 0) return faults.map((reason) => badLine(line, reason));
  // Parse border: the schema of the operation has just been held against it.
  const decision = readRegistration(read.body as unknown as RegistrationInput, setting);
  if (!decision.ok) return decision.reasons.map((reason) => badLine(line, reason));
  return { line, ref: read.ref, entry: decision.value };
}

function faultsOf(body: unknown): readonly ProblemReason[] {
  try {
    checkBody(registerPerson, body, { language: 'zh-CN' });
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.errors;
    throw error;
  }
}

/** Only fields of the operation are named: a key of the line may be anything. */
function badLine(line: number, { code, pointer, legalBasis }: ProblemReason): BadLine {
  const field = pointer?.replace('/body/', '') ?? '';
  return {
    line,
    code,
    ...(fields.has(field) ? { field } : {}),
    ...(legalBasis === undefined ? {} : { legalBasis }),
  };
}
