import { CitizenBenefit, myBenefits, type OperationInputOf } from '@mz/contracts';
import { addMonthsToMonth, monthOf } from '@mz/domain';
import {
  type Context,
  fail,
  type GraphqlCall,
  type GraphqlModule,
  personReadsBeside,
  theseUnder,
  toGraphqlTypes,
} from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { ownMonths } from './queries.ts';
import { bureauInWords, stateInWords } from './words.ts';

const monthsShown = 24;

/** The caller's own months in plain words, under whatever id and in whatever county they were paid: one round trip. */
export async function readMine(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof myBenefits>['query'],
): Promise<Static<typeof CitizenBenefit>[]> {
  const { personId } = ctx.actor;
  if (personId === undefined) throw fail('SCOPE_FORBIDDEN');
  const next = addMonthsToMonth(monthOf(kit.clock.today()), 1);
  const fromMonth = query.fromMonth ?? addMonthsToMonth(query.toMonth ?? next, -monthsShown);
  const toMonth = query.toMonth ?? [fromMonth, next].sort().at(-1) ?? next;
  if (toMonth < fromMonth) throw fail('PERIOD_INVALID', { pointer: '/query/toMonth' });
  const { division } = kit.system('benefits.mine').scope;
  const reach = { ...ctx, scope: { ...ctx.scope, division, system: 'benefits.mine' } };
  const persons = theseUnder(null, [personId]);
  const reading = { persons, fieldClasses: ['BENEFIT'], purpose: 'CITIZEN_SELF' as const, basis: 'CITIZEN_SELF' };
  const beside = personReadsBeside(kit, reach, reading);
  const months = await kit.readOne(reach, ownMonths(personId, { fromMonth, toMonth }), beside);
  return months.map(({ title, bureau, state, history, ...month }) => ({
    ...month,
    programmeTitle: title,
    bureauTitle: bureauInWords(bureau),
    state,
    stateText: stateInWords(state),
    history: history.map((step) => ({ at: step.at, stateText: stateInWords(step.state) })),
  }));
}

/** The same for the graph. */
export function benefitsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs: `
${toGraphqlTypes([CitizenBenefit])}

extend type Query {
  "The caller's own months of benefits, newest first."
  myBenefits(fromMonth: String, toMonth: String): [CitizenBenefit!]!
}
`,
    resolvers: {
      Query: {
        myBenefits: (_: unknown, args: { fromMonth?: string; toMonth?: string }, gql: GraphqlCall) => {
          const ctx = gql.as(myBenefits);
          const query = { ...monthArgument('fromMonth', args.fromMonth), ...monthArgument('toMonth', args.toMonth) };
          return readMine(kit, ctx, query);
        },
      },
    },
  };
}

function monthArgument(name: string, month: string | null | undefined): Record<string, string> {
  if (month === undefined || month === null) return {};
  if (!/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(month)) throw fail('MONTH_INVALID', { pointer: `/${name}` });
  return { [name]: month };
}
