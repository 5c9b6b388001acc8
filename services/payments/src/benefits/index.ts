import { type OperationInputOf, type OperationOutputOf, queryBenefits } from '@mz/contracts';
import type { Compilable } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { build } from '../query-builder.ts';

type Answer = OperationOutputOf<typeof queryBenefits>;

/** Which service may ask for which purpose (payments.md §11). */
const purposeOf: Readonly<Record<string, string>> = {
  'social-assistance': 'ASSESS_BENEFIT',
  'income-verification': 'VERIFY_MEANS',
};

/** Months of persons over all bureaux, under whatever id they were paid: one round trip of the entries. */
async function query(kit: AppKit, ctx: Context, body: OperationInputOf<typeof queryBenefits>['body']): Promise<Answer> {
  const { personIds, fromMonth, toMonth, purpose, basisId } = body;
  if (purposeOf[ctx.actor.caller ?? ''] !== purpose) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/body/purpose' });
  if (toMonth < fromMonth) throw fail('PERIOD_INVALID', { pointer: '/body/toMonth' });
  const entries = await kit.readOne(ctx, entriesOf(personIds, fromMonth, toMonth));
  kit.log.info({ caller: ctx.actor.caller, basisId, persons: personIds.length }, 'the benefit ledger was asked');
  return { entries };
}

type Entry = Answer['entries'][number];

function entriesOf(personIds: readonly string[], fromMonth: string, toMonth: string): Compilable<Entry> {
  const statement = sql<Entry>`
    select asked.id as person_id, b.programme, b.bureau, b.current_division_code as division_code, b.benefit_month,
      b.amount_fen, b.state, b.line_id, b.decision_id
    from unnest(${[...personIds]}::uuid[]) as asked(id), ids_of_person(asked.id) as known(id)
      join benefit_entry b on b.person_id = known.id and b.benefit_month between ${fromMonth} and ${toMonth}
    where b.state <> 'CANCELLED' order by 1, b.benefit_month, b.line_id`;
  return { compile: () => statement.compile(build) };
}

/** The benefit ledger of persons. */
export function registerBenefits(kit: AppKit): void {
  kit.operation(queryBenefits, (ctx, { body }) => query(kit, ctx, body));
}
