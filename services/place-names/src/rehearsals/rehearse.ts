import {
  divisionChanged,
  divisionHoldings,
  type OperationInputOf,
  type Rehearsal,
  type runRehearsal,
  type ServiceName,
  subscriptions,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail, type OwnMoves, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { countOwnPlaces } from './own-places.ts';
import { type ChangeWithItems, getChange } from './queries.ts';
import { answerOf, areaOf, canRehearse, statusOf, totalsOf } from './rules.ts';
import { toRehearsal } from './views.ts';

/** What this feature works with. */
export interface Rehearsals {
  readonly kit: AppKit;
  readonly tables: CodeTables;
  /** The records of this service. */
  readonly own: OwnMoves;
}

/** The services that move their records when a division changes, this one among them. */
export const movers: readonly ServiceName[] =
  subscriptions.find(({ event }) => event.name === divisionChanged.name)?.to ?? [];

/** Asks every service what it holds under a change and keeps the answers; who is silent is said. Throws CHANGE_IN_FORCE. */
export async function rehearse(
  rehearsals: Rehearsals,
  ctx: Context,
  { params }: OperationInputOf<typeof runRehearsal>,
): Promise<Rehearsal> {
  const { kit, tables } = rehearsals;
  const { found, places } = await kit.read(ctx, async (db) => {
    const change = await getChange(db, params.id);
    return { found: change, places: await countOwnPlaces(db, fromCodesOf(change)) };
  });
  const today = kit.clock.today();
  const divisionCode = areaOf(found.items.flatMap(({ fromCode, toCode }) => [fromCode, toCode]));
  kit.authorize(ctx, { divisionCode });
  if (!canRehearse(found.change, today)) throw fail('CHANGE_IN_FORCE');
  const [{ version: tableVersion }, services] = await Promise.all([
    tables.current(ctx),
    askAll(rehearsals, ctx, found),
  ]);
  return kit.write(ctx, async (unit) => {
    const row = {
      id: kit.newId(),
      changeId: found.change.changeId,
      divisionCode,
      effectiveOn: found.change.effectiveOn,
      rehearsedOn: today,
      rehearsedBy: ctx.actor.subject,
      status: statusOf(services),
      tableVersion,
      totals: jsonb(totalsOf(services.flatMap((service) => service.tables))),
      services: jsonb(services),
      places: jsonb(places),
      recordedAt: kit.clock.wall(),
    };
    const saved = await unit.db.insertInto('divisionRehearsal').values(row).returningAll().executeTakeFirstOrThrow();
    unit.audit({
      action: 'rehearsals.run',
      recordType: 'division_rehearsal',
      recordId: row.id,
      after: { changeId: row.changeId, status: row.status },
    });
    return toRehearsal(saved);
  });
}

function fromCodesOf({ items }: ChangeWithItems): string[] {
  return [...new Set(items.map(({ fromCode }) => fromCode))];
}

async function askAll({ kit, own }: Rehearsals, ctx: Context, found: ChangeWithItems): Promise<Rehearsal['services']> {
  const { changeId } = found.change;
  const codes = fromCodesOf(found);
  return Promise.all(
    movers.map(async (service) => {
      try {
        if (service === kit.name) return answerOf(service, await own.holdings(changeId, codes));
        const body = { changeId, codes, dryRun: true };
        return answerOf(service, await kit.call(ctx, divisionHoldings(service), { body }));
      } catch (error) {
        // One service that is down does not stop the others; the rehearsal says whom it could not ask.
        if (!(error instanceof ProblemError)) throw error;
        return answerOf(service, { error: error.code });
      }
    }),
  );
}
