import { type ProblemReason, refusal } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { characterTables, readName } from '../names/index.ts';
import type { Facts } from './facts.ts';
import { type CensusGroup, type FactsSetting, faultsOf, groupOf } from './rules.ts';

/** What facts are held against, without the township: read once for a command or a load. */
export type Standing = Omit<FactsSetting, 'township'>;

/** Groups and categories as they are loaded, and today. */
export async function readStanding(kit: AppKit, db: Db): Promise<Standing> {
  const [groups, categories] = await Promise.all([
    db.selectFrom('censusGroup').selectAll().orderBy('code').execute(),
    db.selectFrom('placeCategory').select('categoryCode').execute(),
  ]);
  return {
    groups: groups satisfies CensusGroup[],
    categories: new Set(categories.map(({ categoryCode }) => categoryCode)),
    readName: (name) => readName(name, characterTables()),
    today: kit.clock.today(),
  };
}

/** Where facts are to stand: beside which records of which batch. */
export interface Place extends FactsSetting {
  readonly batchId: string;
  /** The record itself, when it is there already. */
  readonly recordId?: string;
}

/** All reasons against facts, those of the database too: a village stood in the table, and no other record speaks for the feature. */
export async function findFaults(db: Db, facts: Facts, place: Place): Promise<ProblemReason[]> {
  const reasons = faultsOf(facts, place);
  if (reasons.length > 0) return reasons;
  const { divisionCode, featureId } = facts;
  const isVillage = !divisionCode.endsWith('000');
  const known = isVillage ? await listVillages(db, divisionCode) : new Set([divisionCode]);
  const isTaken = featureId !== null && (await isFeatureTaken(db, featureId, place));
  return [
    ...(known.has(divisionCode) ? [] : [{ code: 'DIVISION_NOT_VALID', pointer: '/body/divisionCode' }]),
    ...(isTaken ? [{ code: 'MULTI_STANDARD', pointer: '/body/featureId' }] : []),
  ];
}

async function isFeatureTaken(db: Db, featureId: string, { batchId, recordId }: Place): Promise<boolean> {
  const { rows } = await sql`select from census_record where batch_id = ${batchId} and feature_id = ${featureId}
    and (${recordId ?? null}::uuid is null or id <> ${recordId ?? null}::uuid)`.execute(db);
  return rows.length > 0;
}

/** Throws a problem with all reasons, if there are any. */
export function refuseFaults(reasons: readonly ProblemReason[]): void {
  if (reasons.length > 0) throw refusal(reasons);
}

/** The group of a category that has passed the check. */
export function groupCodeOf(facts: Facts, groups: readonly CensusGroup[]): string {
  const group = groupOf(facts.categoryCode, groups);
  if (group === undefined) throw new Error('a category without a group has passed the check');
  return group.code;
}

/** Villages that the table has by a beginning of their codes. */
export async function listVillages(db: Db, prefix: string): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`
    select distinct code from division_version
    where level = 'VILLAGE' and code >= ${prefix} and code < ${`${prefix}~`}`.execute(db);
  return new Set(rows.map(({ code }) => code));
}
