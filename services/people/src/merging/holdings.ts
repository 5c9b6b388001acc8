import { type OperationOutputOf, personHoldings, type ServiceName } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

type Held = OperationOutputOf<ReturnType<typeof personHoldings>>['holdings'];

/** Services that hold records under persons' ids. */
const holders: readonly ServiceName[] = ['social-assistance', 'income-verification', 'payments'];

const mostIds = 20;

/** What one service answered; a service that did not answer is named, never guessed. */
export interface Answered {
  readonly service: ServiceName;
  readonly answered: boolean;
  readonly holdings: Held;
}

/** What every service holds under these ids, only since an instant when one is given. Never inside a transaction. */
export function askHoldings(
  kit: AppKit,
  ctx: Context,
  { personIds, since }: { personIds: readonly string[]; since?: Date },
): Promise<Answered[]> {
  return Promise.all(holders.map((service) => askOne(kit, ctx, { service, personIds, since })));
}

async function askOne(
  kit: AppKit,
  ctx: Context,
  { service, personIds, since }: { service: ServiceName; personIds: readonly string[]; since: Date | undefined },
): Promise<Answered> {
  const holdings: Held = [];
  try {
    for (let from = 0; from < personIds.length; from += mostIds) {
      const answer = await kit.call(ctx, personHoldings(service), {
        body: {
          personIds: personIds.slice(from, from + mostIds),
          ...(since === undefined ? {} : { since: since.toISOString() }),
        },
      });
      holdings.push(...answer.holdings);
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ service, code: error.code, operation: ctx.operationId }, 'a service did not say what it holds');
    return { service, answered: false, holdings: [] };
  }
  return { service, answered: true, holdings: holdings.filter(({ count }) => count > 0) };
}

/** The services that did not answer. */
export function missingOf(answers: readonly Answered[]): string[] {
  return answers.filter(({ answered }) => !answered).map(({ service }) => service);
}
