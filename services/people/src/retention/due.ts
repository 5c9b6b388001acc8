import type { listDuePersons, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { type Context, readCursor, readNumbers } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { reachAs } from '../reach.ts';
import { askRetention } from './holdings.ts';
import { nextIds, readStandings, type Standing } from './queries.ts';
import { type DueDecision, decideDue, type Held, type RetentionYears, retentionKeys } from './rules.ts';

const firstId = '00000000-0000-0000-0000-000000000000';
/** Records that one page looks at: a page of a register where nobody is due ends too. */
const mostLooked = 1_000;

/** The periods that hold today. */
export function readYears(kit: AppKit, db: Db): Promise<RetentionYears> {
  return readNumbers(db, retentionKeys, kit.clock.today());
}

/** Whether a person is due, of what people knows and what every service answered. */
export function decideStanding(
  standing: Pick<Standing, 'ids' | 'endedOn'>,
  holdings: readonly (Held & { readonly personId: string })[],
  { years, today }: { years: RetentionYears; today: string },
): DueDecision {
  const own = holdings.filter(({ personId }) => standing.ids.includes(personId));
  return decideDue([{ class: 'REGISTRATION', endedOn: standing.endedOn }, ...own], years, today);
}

/** Persons who may be erased today, by id: nobody who is held, and nobody while a service is silent. */
export async function listDue(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listDuePersons>,
): Promise<OperationOutputOf<typeof listDuePersons>> {
  const first = query.first ?? 50;
  const after = String(readCursor(query.after, ['string'])?.[0] ?? firstId);
  const today = kit.clock.today();
  const { looked, candidates, years } = await kit.read(ctx, async (db) => {
    await reachAs(kit, db, 'persons.erase');
    const ids = await nextIds(db, after, mostLooked);
    const periods = await readYears(kit, db);
    const standings = await readStandings(db, ids);
    // Only whom people itself would let go: the services are asked about few.
    const own = standings.filter((one) => !one.held && decideStanding(one, [], { years: periods, today }).ok);
    return { looked: ids, candidates: own, years: periods };
  });
  const page = candidates.slice(0, first);
  const holdings = await askRetention(
    kit,
    ctx,
    page.flatMap(({ ids }) => ids),
  );
  const items = page.flatMap((standing) => {
    const due = decideStanding(standing, holdings, { years, today });
    return due.ok ? [{ personId: standing.id, dueOn: due.dueOn, classes: due.classes }] : [];
  });
  const last = candidates.length > first ? page.at(-1)?.id : looked.length === mostLooked ? looked.at(-1) : undefined;
  return { items, next: last === undefined ? null : encodeCursor([last]) };
}
