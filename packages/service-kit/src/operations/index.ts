import { operatorOperations } from '@mz/contracts';
import type { Context } from '../kit.ts';
import type { ServiceParts } from '../service-parts.ts';
import { decide, getDetail, listPage } from './dead-letters.ts';
import { throughOperatorPages } from './permissions.ts';
import { statusOf } from './status.ts';

/** What every service answers to the operator's pages of the gateway. */
export function mountOperations<DB, C>(parts: ServiceParts<DB, C>): void {
  const { http, storage, clock, definition } = parts;
  const operations = operatorOperations(definition.name);
  http.ownOperation(
    operations.status,
    guarded(() => statusOf(parts)),
  );
  if (storage === undefined) return;
  const { plain, units } = storage;
  http.ownOperation(
    operations.list,
    guarded((_ctx, { query }) => listPage(plain, query)),
  );
  http.ownOperation(
    operations.get,
    guarded((_ctx, { params }) => getDetail(plain, params.id)),
  );
  http.ownOperation(
    operations.replay,
    guarded((ctx, { params }) => units.write(ctx, (unit) => decide(ctx, unit, { id: params.id, now: clock.wall() }))),
  );
  http.ownOperation(
    operations.discard,
    guarded((ctx, { params, body }) => {
      const verdict = { id: params.id, now: clock.wall(), reason: body.reason };
      return units.write(ctx, (unit) => decide(ctx, unit, verdict));
    }),
  );
}

type Handler<I, R> = (ctx: Context, input: I) => Promise<R>;

function guarded<I, R>(run: Handler<I, R>): Handler<I, R> {
  return async (ctx, input) => {
    throughOperatorPages(ctx);
    return run(ctx, input);
  };
}
