import { addDays, type LegalDay } from '@mz/domain';
import type { KeptPlace } from '@mz/file-transport';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { AgencyFault } from '../dispatch/index.ts';
import { inLanes } from '../lanes.ts';
import { beginDeletion, endDeletion, listBegun, listDueCopies, listFolderWays, type Way } from './copy-queries.ts';
import type { FolderCopies } from './folder-channel.ts';
import { openFolderCopies } from './open-channel.ts';

const places: readonly KeptPlace[] = ['HANDED_OVER', 'TAKEN'];
/** Agencies at a time. */
const lanes = 4;

/** How long copies stay, and from which day back they are due. */
interface CopyTerm {
  readonly days: number;
  /** Kept since this day or an earlier one. */
  readonly dueBefore: LegalDay;
}

/**
 * Deletes the copies of batch files whose term is over from the folders of agencies, with proof (income-verification.md §9): what
 * we handed over and was answered, and what we took. An agency that is away keeps nothing of the others back.
 */
export async function deleteCopies(kit: AppKit, ctx: Context, term: CopyTerm): Promise<number> {
  const ways = await kit.read(ctx, listFolderWays);
  const { done } = await inLanes(ways, lanes, (way) => deleteOf(kit, ctx, { ...way, term }));
  return done;
}

interface Task extends Way {
  readonly term: CopyTerm;
}

async function deleteOf(kit: AppKit, ctx: Context, task: Task): Promise<number> {
  let copies: FolderCopies | undefined;
  let done = 0;
  try {
    copies = await openFolderCopies(kit, task);
    for (const place of places) done += await deleteIn(kit, ctx, { ...task, copies, place });
  } catch (error) {
    if (!(error instanceof AgencyFault)) throw error;
    const { agencyCode, route } = task;
    kit.log.warn({ agencyCode, route, fault: error.kind }, 'copies in the folders of the agency cannot be deleted now');
  } finally {
    await copies?.close();
  }
  return done;
}

interface Place extends Task {
  readonly copies: FolderCopies;
  readonly place: KeptPlace;
}

async function deleteIn(kit: AppKit, ctx: Context, { agencyCode, term, copies, place }: Place): Promise<number> {
  const names = await copies.kept(place);
  const there = new Set(names);
  const { due, begun } = await kit.read(ctx, async (db) => ({
    due: await listDueCopies(db, { agencyCode, place, names, dueBefore: term.dueBefore }),
    begun: await listBegun(db, { agencyCode, place }),
  }));
  // The file went, and the process with it before it could say so.
  for (const row of begun) if (!there.has(row.fileName)) await endDeletion(kit, ctx, row.id);
  for (const { fileName, keptFrom } of due) {
    const digest = await copies.digest(place, fileName);
    const dueOn = addDays(keptFrom, term.days);
    const id = await beginDeletion(kit, ctx, { agencyCode, place, fileName, keptFrom, dueOn, ...digest });
    await copies.discard(place, fileName);
    await endDeletion(kit, ctx, id);
  }
  return due.length;
}
