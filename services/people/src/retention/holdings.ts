import { type OperationOutputOf, retentionHoldings, type ServiceName } from '@mz/contracts';
import { type Context, fail, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

type Holding = OperationOutputOf<ReturnType<typeof retentionHoldings>>['holdings'][number];

/** Services that hold records under persons' ids. */
const holders: readonly ServiceName[] = ['social-assistance', 'income-verification', 'payments'];

const mostIds = 20;

/**
 * What every service still keeps of these ids, never inside a transaction. Throws HOLDINGS_INCOMPLETE while one service is
 * silent: nobody is erased on a guess.
 */
export async function askRetention(kit: AppKit, ctx: Context, personIds: readonly string[]): Promise<Holding[]> {
  const answers = await Promise.all(holders.map((service) => askOne(kit, ctx, service, personIds)));
  return answers.flat();
}

async function askOne(
  kit: AppKit,
  ctx: Context,
  service: ServiceName,
  personIds: readonly string[],
): Promise<Holding[]> {
  const holdings: Holding[] = [];
  try {
    for (let from = 0; from < personIds.length; from += mostIds) {
      const body = { personIds: personIds.slice(from, from + mostIds) };
      holdings.push(...(await kit.call(ctx, retentionHoldings(service), { body })).holdings);
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ service, code: error.code, operation: ctx.operationId }, 'a service did not say what it keeps');
    throw fail('HOLDINGS_INCOMPLETE', { cause: error });
  }
  return holdings;
}
