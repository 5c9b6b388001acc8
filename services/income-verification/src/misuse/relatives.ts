import { checkKinship } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, ProblemError } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';

type Standing = 'NONE' | 'RELATED' | 'UNKNOWN';

/** Somebody who was shown something of a case on a day. */
interface Reader {
  readonly actor: string;
  readonly caseId: string;
  readonly day: LegalDay;
  readonly actorPersonId: string;
}

/** What people refuses about one case and will refuse again: closed, unknown, of no form. */
const final: ReadonlySet<number> = new Set([400, 403, 404, 422]);
/** Readers of one round, and how many of them people is asked about at once. */
const [round, atOnce] = [200, 10];

/**
 * Asks people whether those who were shown something are relatives of anybody in the case (income-verification.md §9: own
 * relatives); answers the days on which some were. While people is silent they wait.
 */
export async function checkReaders(kit: AppKit, ctx: Context): Promise<ReadonlySet<LegalDay>> {
  const related = new Set<LegalDay>();
  for (let open = await listOpen(kit, ctx); open.length > 0; open = await listOpen(kit, ctx)) {
    for (let from = 0; from < open.length; from += atOnce) {
      const some = open.slice(from, from + atOnce);
      const standings = await Promise.all(some.map((reader) => standingOf(kit, ctx, reader)));
      const decided = some.flatMap((reader, index) => {
        const state = standings[index];
        return state === undefined ? [] : [{ ...reader, state }];
      });
      await keep(kit, ctx, decided);
      for (const { day, state } of decided) if (state === 'RELATED') related.add(day);
      if (decided.length < some.length) return related;
    }
  }
  return related;
}

async function listOpen(kit: AppKit, ctx: Context): Promise<Reader[]> {
  return kit.read(ctx, (db) =>
    db
      .selectFrom('readerKinship')
      .select(['actor', 'caseId', 'day', 'actorPersonId'])
      .where('state', '=', 'OPEN')
      .orderBy('day')
      .orderBy('actor')
      .orderBy('caseId')
      .limit(round)
      .execute(),
  );
}

/** Of a case that is closed people answers nobody; undefined while it does not answer at all. */
async function standingOf(
  kit: AppKit,
  ctx: Context,
  { actorPersonId: personId, caseId }: Reader,
): Promise<Standing | undefined> {
  try {
    const { related } = await kit.call({ ...ctx, caseId }, checkKinship, { body: { personId, caseId } });
    return related ? 'RELATED' : 'NONE';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (final.has(error.status ?? 0)) return 'UNKNOWN';
    kit.log.warn({ code: error.code }, 'people did not say whose relative a reader is');
    return undefined;
  }
}

async function keep(
  kit: AppKit,
  ctx: Context,
  decided: readonly (Reader & { readonly state: Standing })[],
): Promise<void> {
  await kit.write(ctx, async ({ db }) => {
    for (const { actor, caseId, day, state } of decided) {
      await db
        .updateTable('readerKinship')
        .set({ state })
        .where('day', '=', day)
        .where('actor', '=', actor)
        .where('caseId', '=', caseId)
        .execute();
    }
  });
}

/** What was decided of days before one is needed no more: an alarm says what there was to say. */
export async function forgetReaders(db: Db, before: LegalDay): Promise<void> {
  await db.deleteFrom('readerKinship').where('day', '<', before).where('state', '<>', 'OPEN').execute();
}
