import { decodeCursor, encodeCursor } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import { getRequestKey, openLetter } from '../answers/index.ts';
import type { AppKit } from '../app-kit.ts';
import { logListed, logShown, namedIn } from '../readings.ts';
import { refuseKin } from '../requests/index.ts';
import { getLetterRow, listLetterRows, type PrintedLetter, toLetters } from './queries.ts';

/** Which letters. */
export type ListQuery = { after?: string; first?: number; requestId?: string; agencyCode?: string };

/** A page of letters, newest first. */
export async function list(kit: AppKit, ctx: Context, { after, first = 50, ...filter }: ListQuery) {
  const beforeId = after === undefined ? undefined : cursorId(after);
  return kit.read(ctx, async (db) => {
    const rows = await listLetterRows(db, { ...filter, beforeId, limit: first + 1 });
    const page = rows.slice(0, first);
    await logListed(kit, ctx, db, { item: 'LETTERS', count: page.length, filter });
    const last = page.at(-1);
    const more = rows.length > first && last !== undefined;
    return { items: await toLetters(db, page), next: more ? encodeCursor([last.id]) : null };
  });
}

function cursorId(cursor: string): string {
  const decision = decodeCursor(cursor, ['string']);
  const [id] = decision.ok ? decision.value : [];
  if (typeof id !== 'string') throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return id;
}

/** The text names persons by number: who reads it is written down. */
export async function print(kit: AppKit, ctx: Context, id: string): Promise<PrintedLetter> {
  const { requestId } = await kit.read(ctx, (db) => getLetterRow(db, id));
  await refuseKin(kit, ctx, requestId);
  return kit.write(ctx, async (unit) => {
    const shown = { persons: namedIn(id), facts: ['NAME', 'ID_NO', 'MEANS_QUERY'] };
    const [row] = await Promise.all([getLetterRow(unit.db, id), logShown(kit, ctx, unit.db, shown)]);
    const [letter] = await toLetters(unit.db, [row]);
    if (letter === undefined) throw fail('LETTER_UNKNOWN');
    if (row.textSealed === null) throw fail('RAW_DELETED');
    const dataKey = await getRequestKey(unit.db, row.requestId);
    unit.audit({ action: 'letters.read', recordType: 'letter', recordId: id });
    return { ...letter, text: openLetter(kit, { recordId: id, dataKey }, row.textSealed) };
  });
}
