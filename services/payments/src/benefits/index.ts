import { myBenefits, programmesOf, queryBenefits, streamBenefits } from '@mz/contracts';
import { monthOf } from '@mz/domain';
import { personReadsBeside } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { admit, readingOf } from './asking.ts';
import { benefitsGraphql, readMine } from './mine.ts';
import { entriesOf, programmesIn } from './queries.ts';
import { streamEntries } from './stream.ts';

/** The benefit ledger of persons: for the citizen, for bureaux and verification, and as a stream (payments.md §11). */
export function registerBenefits(kit: AppKit): void {
  kit.operation(queryBenefits, async (ctx, { body }) => {
    admit(kit, ctx, body, body.personIds.length);
    const beside = personReadsBeside(kit, ctx, readingOf(body, body.personIds));
    return { entries: await kit.readOne(ctx, entriesOf(body.personIds, body, body.withHistory ?? false), beside) };
  });
  kit.operation(programmesOf, async (ctx, { body }) => {
    admit(kit, ctx, body, 1);
    const beside = personReadsBeside(kit, ctx, readingOf(body, [body.personId]));
    return { programmes: await kit.readOne(ctx, programmesIn(body.personId, monthOf(kit.clock.today())), beside) };
  });
  kit.operation(myBenefits, async (ctx, { query }) => ({ items: await readMine(kit, ctx, query) }));
  kit.stream(streamBenefits, (ctx, { body }) => streamEntries(kit, ctx, body));
  kit.graphql(benefitsGraphql(kit));
}
