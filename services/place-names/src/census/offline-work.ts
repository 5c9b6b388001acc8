import { type mergeCensusPackage, type OperationInputOf, reviseCensusRecord } from '@mz/contracts';
import { type Context, checkBody, ProblemError, type ProblemReason } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { OpenTask } from './batch-queries.ts';
import { type FactField, type Facts, type FactsInput, factFields, wholeFacts } from './facts.ts';
import { insertRecord } from './records.ts';
import { type Informant, readInformants } from './survey.ts';

type Body = OperationInputOf<typeof mergeCensusPackage>['body'];
type Change = Body['changes'][number];

/** A line of offline work that was not taken, and why. */
export interface MergeRefusal {
  readonly recordKey: string;
  readonly code: string;
  readonly field: string | null;
}

/** Offline work on a record, checked. */
export interface Offline {
  readonly facts: Facts;
  readonly fields: readonly FactField[];
  readonly surveyed: boolean;
  readonly informants: readonly Informant[];
}

/** The record of a package that a change is of. */
export interface Packaged {
  readonly recordKey: string;
  readonly base: Facts;
}

/** Whether a read change is a list of refusals. */
export function isRefusal(read: Offline | readonly MergeRefusal[]): read is readonly MergeRefusal[] {
  return Array.isArray(read);
}

/** Reasons as lines of a merge. */
export function toRefusals(recordKey: string, reasons: readonly ProblemReason[]): MergeRefusal[] {
  return reasons.map(({ code, pointer }) => ({ recordKey, code, field: pointer?.replace('/body/', '') ?? null }));
}

/** The facts that a change leads to, or each fault of its form. */
export function readChange(
  ctx: Context,
  change: Change,
  { recordKey, base }: Packaged,
): Offline | readonly MergeRefusal[] {
  const refused = (reasons: readonly ProblemReason[]): MergeRefusal[] => toRefusals(recordKey, reasons);
  const unknown = change.fields.find(({ field }) => !isFactField(field));
  if (unknown !== undefined) return refused([{ code: 'INPUT_INVALID' }]);
  try {
    const fields = change.fields.map(({ field }) => field).filter(isFactField);
    const written = change.fields.map(({ field, value }): [string, unknown] => [field, JSON.parse(value)]);
    const input = { ...base, ...Object.fromEntries(written) };
    checkBody(reviseCensusRecord, input, ctx);
    // Parse border: the schema of the operation has just been held against it.
    const facts = wholeFacts(input as FactsInput);
    const informants = readInformants(change.informants ?? [], '/body/informants');
    return { facts, fields, surveyed: change.surveyed, informants };
  } catch (error) {
    if (error instanceof SyntaxError) return refused([{ code: 'JSON_INVALID' }]);
    if (error instanceof ProblemError) return refused(error.errors);
    throw error;
  }
}

function isFactField(field: string): field is FactField {
  return factFields.some((known) => known === field);
}

/** Features that were found offline become records; what cannot be one is listed. */
export async function addRecords(
  work: Work,
  task: OpenTask,
  additions: Body['additions'],
): Promise<{ count: number; refused: readonly MergeRefusal[] }> {
  const refused: MergeRefusal[] = [];
  const known = await listKeys(
    work,
    task.batchId,
    additions.map(({ recordKey }) => recordKey),
  );
  let count = 0;
  for (const { recordKey, facts: input } of additions) {
    const facts = wholeFacts(input);
    if (known.has(recordKey)) {
      refused.push({ recordKey, code: 'RECORD_KEY_REUSED', field: 'recordKey' });
      continue;
    }
    known.add(recordKey);
    const state = facts.lon === null || facts.lat === null ? 'CATALOGUED' : 'FIELD_SURVEYED';
    const reasons = await added(insertRecord(work, task, { recordKey, facts, state }));
    if (reasons.length === 0) count += 1;
    refused.push(...toRefusals(recordKey, reasons));
  }
  return { count, refused };
}

/** The faults of an addition are an answer here; they come before anything is written. */
async function added(insert: Promise<string>): Promise<readonly ProblemReason[]> {
  try {
    await insert;
    return [];
  } catch (error) {
    if (error instanceof ProblemError && error.cause === undefined) return error.errors;
    throw error;
  }
}

async function listKeys({ unit }: Work, batchId: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ recordKey: string }>`
    select record_key from census_record
    where batch_id = ${batchId} and record_key = any(${[...keys]}::text[])`.execute(unit.db);
  return new Set(rows.map(({ recordKey }) => recordKey));
}
