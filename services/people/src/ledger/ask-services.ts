import { type OperationInputOf, type OperationOutputOf, personReads, type ServiceName } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

/** Services that show facts of persons and keep rows of their own. */
export const readingServices: readonly ServiceName[] = ['social-assistance', 'income-verification', 'payments'];

type Asked = OperationInputOf<ReturnType<typeof personReads>>['body'];

/** A read of a person as a service keeps it. */
export type ServiceRead = OperationOutputOf<ReturnType<typeof personReads>>['items'][number];

/** What one service answered; undefined when it did not answer in time. */
export interface ReadsOf {
  readonly service: ServiceName;
  readonly items: readonly ServiceRead[] | undefined;
}

/** The rows of every service at once; one that is silent is named, never guessed. Never inside a transaction. */
export function askReads(kit: AppKit, ctx: Context, asked: Asked): Promise<ReadsOf[]> {
  return Promise.all(readingServices.map((service) => askOne(kit, ctx, { service, asked })));
}

async function askOne(
  kit: AppKit,
  ctx: Context,
  { service, asked }: { service: ServiceName; asked: Asked },
): Promise<ReadsOf> {
  try {
    const { items } = await kit.call(ctx, personReads(service), { body: asked });
    return { service, items };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ service, code: error.code }, 'a service did not say who read a person');
    return { service, items: undefined };
  }
}
