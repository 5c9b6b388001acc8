import type { EventDefinition, PlatformEvent, ServiceName } from '@mz/contracts';
import { type CompiledQuery, type Database, type Transaction, transactionOf } from '@mz/db';
import { buildEvent, outboxStatement, type Routing } from '@mz/events';
import { type AuditSource, auditStatement } from './audit.ts';
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

/** An open unit: its late statements, audit rows and events are written before the transaction commits. */
export interface OpenUnit<DB> {
  readonly unit: Unit<DB>;
  /** The statements that write them. */
  statements(): CompiledQuery[];
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
    const late: CompiledQuery[] = [];
    const entries: AuditEntry[] = [];
    const events: PlatformEvent[] = [];
    const unit: Unit<DB> = {
      db: trx,
      later(statement) {
        late.push(statement.compile());
      },
      audit(entry) {
        entries.push(entry);
      },
      publish<E extends EventDefinition>(event: E, publication: Publication<E>) {
        const head = { id: parts.newId(), service: parts.service, traceparent: ctx.traceparent };
        events.push(buildEvent(event, { ...publication, ...head, at: parts.clock.wall() }));
      },
    };
    const statements = (): CompiledQuery[] => [
      ...late,
      ...(entries.length === 0 ? [] : [auditStatement(ctx, entries, parts)]),
      ...(events.length === 0 ? [] : [outboxStatement(events, parts.routing)]),
    ];
    // Started together: on the pipelined pool this is one round trip.
    const flush = async (): Promise<void> => {
      await Promise.all(statements().map((statement) => trx.executeQuery(statement)));
    };
    return { unit, statements, flush };
  }

  async function write<T>(ctx: Context, fn: (unit: Unit<DB>) => Promise<T>): Promise<T> {
    const keyed = ctx.idempotencyKey !== undefined;
    if (keyed && answered.has(ctx)) {
      throw new Error(`${ctx.operationId} writes twice under one Idempotency-Key; make it one unit of work`);
    }
    let written = (): CompiledQuery[] => [];
    const result = await transactionOf<DB, T>(parts.database, ctx.scope, {
      async run(trx) {
        const { unit, statements } = open(trx, ctx);
        written = statements;
        if (!keyed) return fn(unit);
        // The first statements of `fn` go out behind the claim. When it fails, what `fn` says comes of the twin's own doing.
        const claim = parts.idempotency.claim(trx, ctx, bodyHashOf(ctx));
        const [claimed, done] = await Promise.allSettled([claim, started(fn, unit)]);
        if (claimed.status === 'rejected') throw claimed.reason;
        if (done.status === 'rejected') throw done.reason;
        return done.value;
      },
      last: (value) => [...written(), ...(keyed ? [parts.idempotency.keeping(ctx, value)] : [])],
    });
    if (keyed) answered.add(ctx);
    return result;
  }

  return { write, open };
}

/** A promise also of a function that throws at once. */
async function started<DB, T>(fn: (unit: Unit<DB>) => Promise<T>, unit: Unit<DB>): Promise<T> {
  return fn(unit);
}
