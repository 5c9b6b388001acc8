import type { AgencyItemCode } from '@mz/contracts';
import { type Copy, jsonb } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { kindOf } from './rules.ts';
import { type Staged, stageColumns, valuesOf } from './staging.ts';

/** A chunk whose answers are matched; locked by the caller. */
export interface Matching {
  readonly id: string;
  readonly recheckId: string;
  readonly partNo: number;
  readonly item: AgencyItemCode;
  /** The day on which the batch began, and the ids between which the persons of the part lie. */
  readonly since: LegalDay;
  readonly firstPersonId: string;
  readonly lastPersonId: string;
}

/** What the answers came to. */
export type Outcome = 'UNCHANGED' | 'CHANGED' | 'NEW_RECORD' | 'DIED' | 'IDENTITY_MISMATCH' | 'LEFT_OUT' | 'UNANSWERED';

const province = '370000000000';

/**
 * Matches the answers of a chunk as a set: they are staged by COPY, joined with the persons of the part and with what was
 * known, and only what differs is written. Answers how many came to what.
 */
export async function matchAnswers(
  { kit, unit }: Work,
  copy: Copy,
  matching: Matching,
  staged: Iterable<Staged>,
): Promise<Readonly<Partial<Record<Outcome, number>>>> {
  const { db } = unit;
  await stage(db, copy, staged);
  const first = (await loadParameters(db, province, kit.clock.today())).texts('recheck_first_is_known');
  const counts = await matchStage(db, matching, {
    firstIsKnown: first.includes(matching.item),
    today: kit.clock.today(),
    kinds: {
      CHANGED: kindOf(matching.item, 'CHANGED'),
      NEW_RECORD: kindOf(matching.item, 'NEW_RECORD'),
      DIED: kindOf(matching.item, 'DIED'),
      IDENTITY_MISMATCH: kindOf(matching.item, 'IDENTITY_MISMATCH'),
    },
  });
  await saveCounts(db, matching, counts);
  return counts;
}

async function stage(db: Db, copy: Copy, staged: Iterable<Staged>): Promise<void> {
  await sql`
    create temporary table recheck_stage (
      seq integer not null, said text not null, fingerprint bytea, band text, as_of date not null, event_on date, fields text
    ) on commit drop`.execute(db);
  await copy({ table: 'recheck_stage', columns: stageColumns, rows: valuesIn(staged) });
}

function* valuesIn(staged: Iterable<Staged>) {
  for (const one of staged) yield valuesOf(one);
}

interface Setting {
  readonly firstIsKnown: boolean;
  readonly today: LegalDay;
  readonly kinds: Readonly<Record<'CHANGED' | 'NEW_RECORD' | 'DIED' | 'IDENTITY_MISMATCH', string>>;
}

/** The truth table of §5.2 stands in the database, where the answers of a chunk are one set. */
async function matchStage(
  db: Db,
  { recheckId, partNo, item, since, firstPersonId, lastPersonId }: Matching,
  { firstIsKnown, today, kinds }: Setting,
): Promise<Partial<Record<Outcome, number>>> {
  const { rows } = await sql<{ outcome: Outcome; count: number }>`
    select outcome, count from match_recheck_stage(
      ${recheckId}::uuid, ${partNo}::integer, ${item}, ${firstPersonId}::uuid, ${lastPersonId}::uuid,
      ${since}::date, ${today}::date, ${firstIsKnown}::boolean, ${jsonb(kinds)}::jsonb)`.execute(db);
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

async function saveCounts(db: Db, { id }: Matching, counts: Partial<Record<Outcome, number>>): Promise<void> {
  const more = (outcome: Outcome): number => counts[outcome] ?? 0;
  await db
    .updateTable('recheckChunk')
    .set(({ eb }) => ({
      unchanged: eb('unchanged', '+', more('UNCHANGED')),
      changed: eb('changed', '+', more('CHANGED')),
      newRecords: eb('newRecords', '+', more('NEW_RECORD')),
      died: eb('died', '+', more('DIED')),
      mismatched: eb('mismatched', '+', more('IDENTITY_MISMATCH')),
      leftOut: eb('leftOut', '+', more('LEFT_OUT')),
      unanswered: eb('unanswered', '+', more('UNANSWERED')),
    }))
    .where('id', '=', id)
    .execute();
}
