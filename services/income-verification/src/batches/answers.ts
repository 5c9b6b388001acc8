import type { ExchangeAnswerRow } from '@mz/contracts';
import type { Copy } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { countPartnerFault } from '../exchange/index.ts';
import type { AnswerTaker } from '../files/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { tellPartner } from '../partner-notices/index.ts';
import { grantedAbout } from './granted.ts';
import { readCopies } from './identities.ts';
import { matchAnswers } from './match.ts';
import { closePart } from './parts.ts';
import { agencyOf, isItem } from './rules.ts';
import { type Staged, stageRow } from './staging.ts';

/** A chunk with its part, as its answers are matched. */
export interface ChunkRow {
  readonly id: string;
  readonly recheckId: string;
  readonly partNo: number;
  readonly item: string;
  readonly state: string;
  readonly since: LegalDay;
  readonly divisionCode: string;
  readonly personIds: readonly string[];
  readonly firstPersonId: string;
  readonly lastPersonId: string;
}

/** Takes the answers to the files of batches: whenever they come, and in however many files. */
export function chunkAnswers(): AnswerTaker {
  return {
    async rowsOf(db, fileId) {
      const { rows } = await sql<{ runs: [number, number][] | null }>`
        select (select jsonb_agg(jsonb_build_array(lower(run), upper(run) - 1) order by run) from unnest(open) as run) as runs
        from recheck_chunk where file_id = ${fileId}::uuid`.execute(db);
      const [row] = rows;
      return row === undefined ? undefined : openRows(row.runs ?? []);
    },
    async take(work, copy, { fileId, rows }) {
      const chunk = await lockChunk(work.unit.db, fileId);
      // Its batch was stopped, or the next one of its kind asks anew.
      if (chunk.state !== 'SENT') return { whole: true };
      const faults = new Map<string, number>();
      const onFault = (code: string): void => void faults.set(code, (faults.get(code) ?? 0) + 1);
      const staged = await stagingOf(work, chunk, { rows, onFault });
      const whole = await storeMatch(work, copy, chunk, staged);
      tellFaults(work, chunk, faults);
      return { whole };
    },
  };
}

const isOpen = { answered: false };

/** The seqs that no answer has named yet, by the runs in which they stand. */
function openRows(runs: readonly (readonly [number, number])[]) {
  return {
    get(seq: number): { readonly answered: boolean } | undefined {
      let [low, high] = [0, runs.length - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const [first, last] = runs[middle] ?? [0, 0];
        if (seq < first) high = middle - 1;
        else if (seq > last) low = middle + 1;
        else return isOpen;
      }
      return undefined;
    },
  };
}

async function lockChunk(db: Db, fileId: string): Promise<ChunkRow> {
  const { rows } = await sql<ChunkRow>`${chunkColumns} where c.file_id = ${fileId}::uuid for update of c`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`file ${fileId} belongs to no chunk`);
  return row;
}

/** The columns of a chunk with its part and batch. */
export const chunkColumns = sql`
  select c.id, c.recheck_id, c.part_no, c.item_code as item, c.state, r.as_of as since, r.division_code, p.person_ids,
    p.first_person_id, p.last_person_id
  from recheck_chunk c join recheck r on r.id = c.recheck_id
  join recheck_part p on p.recheck_id = c.recheck_id and p.no = c.part_no`;

/** Counts against the agency what was wrong with rows of its file, and tells it once a file and code. */
function tellFaults({ kit, unit }: Work, { id: ref, item }: ChunkRow, faults: ReadonlyMap<string, number>): void {
  if (!isItem(item)) return;
  const partnerCode = agencyOf(item);
  for (const [code, count] of faults) {
    countPartnerFault({ kit, unit }, { partnerCode, code, count });
    const kind = code === 'ANSWER_OVER_RETURN' ? 'OVER_RETURN' : 'ANSWER_REFUSED';
    tellPartner({ kit, unit }, { partnerCode, kind, ref, code });
  }
}

interface Answered {
  readonly rows: readonly ExchangeAnswerRow[];
  onFault(code: string): void;
}

async function stagingOf(
  { kit, unit: { db } }: Work,
  chunk: ChunkRow,
  { rows, onFault }: Answered,
): Promise<Iterable<Staged>> {
  const { id: ref, item, personIds, recheckId, partNo } = chunk;
  if (!isItem(item)) throw new Error(`${item} has no rows that can be compared`);
  const receivedOn = kit.clock.today();
  const staleDays = (await loadParameters(db, chunk.divisionCode, receivedOn)).number('answer_stale_days');
  // The household register tells a name to compare, and some agencies tell whose record they read.
  const named = item === 'HUKOU' || rows.some(({ subject }) => subject !== undefined);
  const copyOf = named ? await readCopies(kit, db, { recheckId, no: partNo }) : () => null;
  const grantedOf = await grantedAbout(db, { recheckId, partNo, item }, receivedOn);
  const judging = { receivedOn, staleDays, copyOf, grantedOf, onFault };
  const staging = { kit, ref, agencyCode: agencyOf(item), item, personIds, ...judging };
  return rows.values().map((row) => stageRow(staging, row));
}

/** Matches staged answers, closes what they close, and says whether the chunk has no open row any more. */
export async function storeMatch(work: Work, copy: Copy, chunk: ChunkRow, staged: Iterable<Staged>): Promise<boolean> {
  const { item, id, recheckId, partNo } = chunk;
  if (!isItem(item)) throw new Error(`${item} has no rows that can be compared`);
  const counts = await matchAnswers(work, copy, { ...chunk, item }, staged);
  const { rows } = await sql<{ whole: boolean }>`
    with named as (select coalesce(range_agg(int4range(seq, seq + 1)), '{}') as seqs from recheck_stage)
    update recheck_chunk set open = open - named.seqs,
      state = case when isempty(open - named.seqs) then 'MATCHED' else state end
    from named where id = ${id}::uuid
    returning isempty(open) as whole`.execute(work.unit.db);
  work.unit.audit({ action: 'rechecks.match', recordType: 'recheck_chunk', recordId: id, after: { item, ...counts } });
  const whole = rows[0]?.whole === true;
  if (whole) await closePart(work, { recheckId, partNo });
  return whole;
}
