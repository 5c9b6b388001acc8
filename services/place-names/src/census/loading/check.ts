import type { BadLine, Line } from '@mz/bulk-load';
import { createCensusRecord } from '@mz/contracts';
import { canonicalHash } from '@mz/domain';
import { checkBody, ProblemError, type ProblemReason } from '@mz/service-kit';
import { type Facts, type FactsInput, wholeFacts } from '../facts.ts';
import { faultsOf, lacksOf } from '../rules.ts';
import type { Standing } from '../setting.ts';
import type { Stage } from './job.ts';

/** A line that may become a record. */
export interface CheckedLine {
  readonly line: number;
  readonly ref: string;
  readonly taskId: string;
  readonly facts: Facts;
  /** Of what the line says: the same line again is harmless. */
  readonly digest: string;
}

/** What lines are held against. */
export interface LineSetting extends Standing {
  readonly stage: Stage;
  /** Tasks of the batch by the first nine digits of their townships. */
  readonly tasks: ReadonlyMap<string, string>;
  /** Villages of the county that the table has. */
  readonly villages: ReadonlySet<string>;
}

const fields: ReadonlySet<string> = new Set(Object.keys(createCensusRecord.body.properties));

/** Checks a line as `censusRecords.create` checks its body; answers the line or each reason why it is refused. */
export function checkLine(read: Line, setting: LineSetting): CheckedLine | BadLine[] {
  const { line } = read;
  if (!read.ok) return [{ line, code: read.code, ...(read.field === undefined ? {} : { field: read.field }) }];
  const body = { ...read.body, recordKey: read.ref };
  const shape = shapeFaults(body);
  if (shape.length > 0) return shape.map((reason) => badLine(line, reason));
  // Parse border: the schema of the operation has just been held against it.
  const facts = wholeFacts(body as unknown as FactsInput);
  const taskId = setting.tasks.get(facts.divisionCode.slice(0, 9));
  if (taskId === undefined) return [{ line, code: 'RECORD_OUTSIDE_TASK', field: 'divisionCode' }];
  const faults = factFaults(facts, setting);
  if (faults.length > 0) return faults.map((reason) => badLine(line, reason));
  return { line, ref: read.ref, taskId, facts, digest: canonicalHash({ ...facts, stage: setting.stage }) };
}

function factFaults(facts: Facts, setting: LineSetting): ProblemReason[] {
  const { divisionCode } = facts;
  const faults = [
    ...faultsOf(facts, { ...setting, township: divisionCode }),
    ...(setting.stage === 'CATALOGUED' ? [] : lacksOf(facts, setting.groups)),
  ];
  const stands = divisionCode.endsWith('000') || setting.villages.has(divisionCode);
  if (faults.length > 0 || stands) return faults;
  return [{ code: 'DIVISION_NOT_VALID', pointer: '/body/divisionCode' }];
}

function shapeFaults(body: unknown): readonly ProblemReason[] {
  try {
    checkBody(createCensusRecord, body, { language: 'zh-CN' });
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.errors;
    throw error;
  }
}

/** Only fields of the operation are named: a key of the line may be anything. */
function badLine(line: number, { code, pointer, legalBasis }: ProblemReason): BadLine {
  const [field = ''] = pointer?.replace('/body/', '').split('/') ?? [];
  return {
    line,
    code,
    ...(fields.has(field) ? { field } : {}),
    ...(legalBasis === undefined ? {} : { legalBasis }),
  };
}
