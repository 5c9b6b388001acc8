import type { EventDefinition, PlatformEvent, ServiceName } from '@mz/contracts';
import { type Database, type Transaction, transaction } from '@mz/db';
import { appendToOutbox, buildEvent, type Routing } from '@mz/events';
import { type AuditSource, insertAuditRows } from './audit.ts';
import { bodyHashOf } from './context.ts';
import type { IdempotencyClaims } from './idempotency.ts';
import type { AuditEntry, Context, Publication, Unit } from './kit.ts';

/** What the unit of work is made of. */
export interface UnitOfWorkParts<DB> extends AuditSource {
  readonly service: ServiceName;
  readonly database: Database<DB>;
  readonly idempotency: IdempotencyClaims;
  /** Who gets which event; the contracts' table unless told. */
  readonly routing?: Routing;
}

/** An open unit: `flush` writes its audit rows and events, before the transaction commits. */
export interface OpenUnit<DB> {
  readonly unit: Unit<DB>;
  flush(): Promise<void>;
}

/** `write` opens a transaction of its own; `open` joins one, such as the inbox's. */
export interface UnitOfWork<DB> {
  write<T>(ctx: Context, fn: (unit: Unit<DB>) => Promise<T>): Promise<T>;
  open(trx: Transaction<DB>, ctx: Context): OpenUnit<DB>;
}

/** Creates the unit of work: idempotency claim, function, audit rows, outbox and stored answer commit together. */
export function createUnitOfWork<DB>(parts: UnitOfWorkParts<DB>): UnitOfWork<DB> {
  const answered = new WeakSet<Context>();

  function open(trx: Transaction<DB>, ctx: Context): OpenUnit<DB> {
    const entries: AuditEntry[] = [];
    const events: PlatformEvent[] = [];
    const unit: Unit<DB> = {
      db: trx,
      audit(entry) {
        entries.push(entry);
      },
      publish<E extends EventDefinition>(event: E, publication: Publication<E>) {
        const head = { id: parts.newId(), service: parts.service, traceparent: ctx.traceparent };
        events.push(buildEvent(event, { ...publication, ...head, at: parts.clock.wall() }));
      },
    };
    // Queued together: on the pipelined pool this is one round trip.
    const flush = async (): Promise<void> => {
      await Promise.all([insertAuditRows(trx, ctx, entries, parts), appendToOutbox(trx, events, parts.routing)]);
    };
    return { unit, flush };
  }

  async function write<T>(ctx: Context, fn: (unit: Unit<DB>) => Promise<T>): Promise<T> {
    const keyed = ctx.idempotencyKey !== undefined;
    if (keyed && answered.has(ctx)) {
      throw new Error(`${ctx.operationId} writes twice under one Idempotency-Key; make it one unit of work`);
    }
    const result = await transaction(parts.database, ctx.scope, async (trx) => {
      if (keyed) await parts.idempotency.claim(trx, ctx, bodyHashOf(ctx));
      const { unit, flush } = open(trx, ctx);
      const value = await fn(unit);
      await Promise.all([flush(), keyed ? parts.idempotency.storeAnswer(trx, ctx, value) : undefined]);
      return value;
    });
    if (keyed) answered.add(ctx);
    return result;
  }

  return { write, open };
}
