import { ChangeAnswer, type ChangeInquiry, disclosePersons } from '@mz/contracts';
import { addDays } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import Value from 'typebox/value';
import { isOutside, itemsOfAgency, listLiveAgreements } from '../agreements/index.ts';
import type { AppKit } from '../app-kit.ts';
import { type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { endSubscriptions } from './endings.ts';
import { storeNotices, type Watched } from './notices.ts';

type Person = ChangeInquiry['subscriptions'][number];

/** Persons disclosed and asked about at once. */
const most = 1000;
const province = '370000000000';

/** Asks the agencies each day what changed for the persons who are watched; first ends what may not be watched any more. */
export async function pullChanges(kit: AppKit, ctx: Context, exchange: AgencyExchange): Promise<{ done: number }> {
  let done = await endAll(kit, ctx);
  const agencies = await agenciesToAsk(kit, ctx);
  let after: string | undefined;
  for (;;) {
    const page = await kit.read(ctx, (db) => {
      const query = db
        .selectFrom('subscription')
        .select(['id', 'personId', 'currentDivisionCode', 'items'])
        .where('state', '=', 'ACTIVE')
        .where('channel', '=', 'PULL_DAILY')
        .orderBy('id')
        .limit(most);
      return (after === undefined ? query : query.where('id', '>', after)).execute();
    });
    if (page.length > 0) done += await askPage(kit, ctx, exchange, { agencies, page });
    after = page.at(-1)?.id;
    if (page.length < most) return { done };
  }
}

async function endAll(kit: AppKit, ctx: Context): Promise<number> {
  for (let ended = 0; ; ) {
    const some = await kit.write(ctx, (unit) => endSubscriptions({ kit, ctx, unit }));
    ended += some;
    if (some < most) return ended;
  }
}

/** Letters and discs cannot be asked daily; the benefit ledger is the platform's own. */
async function agenciesToAsk(kit: AppKit, ctx: Context): Promise<readonly string[]> {
  const agreements = await kit.read(ctx, (db) => listLiveAgreements(db, kit.clock.today()));
  const asked = agreements.filter(({ mode, agencyCode }) => mode !== 'ML' && mode !== 'OD' && isOutside(agencyCode));
  return [...new Set(asked.map((one) => one.agencyCode))];
}

interface Asking {
  readonly agencies: readonly string[];
  readonly page: readonly Watched[];
}

async function askPage(
  kit: AppKit,
  ctx: Context,
  exchange: AgencyExchange,
  { agencies, page }: Asking,
): Promise<number> {
  const persons = await disclose(kit, ctx, page);
  const lookBack = (await kit.read(ctx, (db) => loadParameters(db, province, kit.clock.today()))).number(
    // An agency tells a change again for a week, so that a day on which it was away loses nothing.
    'change_look_back_days',
  );
  const since = addDays(kit.clock.today(), -lookBack);
  let done = 0;
  for (const agencyCode of agencies) {
    const own = itemsOfAgency(agencyCode) ?? [];
    const watched = page
      .map((row) => ({ ...row, items: row.items.filter((item) => own.includes(item)) }))
      .filter(({ items }) => items.length > 0);
    const subscriptions = watched.flatMap(({ id, personId, items }): Person[] => {
      const person = persons.get(personId);
      return person === undefined ? [] : [{ ref: id, ...person, items }];
    });
    if (subscriptions.length === 0) continue;
    const answer = await inquire(kit, exchange, agencyCode, { since, subscriptions });
    if (answer === undefined) continue;
    const told = { agencyCode, watched };
    done += await kit.write(ctx, (unit) => storeNotices({ kit, ctx, unit }, told, answer.changes));
  }
  return done;
}

/** Number and name of the persons watched; not kept. */
async function disclose(
  kit: AppKit,
  ctx: Context,
  page: readonly Watched[],
): Promise<Map<string, Pick<Person, 'idNo' | 'name'>>> {
  const body = { personIds: [...new Set(page.map(({ personId }) => personId))], purpose: 'VERIFY_MEANS' };
  const basisId = `subscriptions/${kit.clock.today()}`;
  const { persons } = await kit.call({ ...ctx, purpose: 'VERIFY_MEANS' }, disclosePersons, {
    body: { ...body, basisId, fields: ['idNo', 'name'] },
  });
  return new Map(
    persons.flatMap(({ personId, idNo, name }) =>
      typeof idNo === 'string' && name !== undefined ? [[personId, { idNo, name }] as const] : [],
    ),
  );
}

/** An agency that is away is asked again the next day. */
async function inquire(
  kit: AppKit,
  exchange: AgencyExchange,
  agencyCode: string,
  inquiry: ChangeInquiry,
): Promise<ChangeAnswer | undefined> {
  try {
    const path = `/agencies/${agencyCode}/changes`;
    const call = { method: 'POST' as const, path, body: JSON.stringify(inquiry), seconds: 60 };
    const parsed: unknown = JSON.parse(await exchange.call({ ...call, largestBytes: 4 * 1024 * 1024 }));
    if (Value.Check(ChangeAnswer, parsed)) return parsed;
    kit.log.warn({ agencyCode }, 'an answer about changes does not have the agreed form');
    return undefined;
  } catch (error) {
    if (!(error instanceof AgencyFault || error instanceof SyntaxError)) throw error;
    kit.log.warn({ agencyCode, fault: error.name }, 'the agency tells no changes now');
    return undefined;
  }
}
