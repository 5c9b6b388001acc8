import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** How many households and persons are paid to one account number, and whether it is an institution's. */
export interface Sharing {
  readonly households: number;
  readonly persons: number;
  readonly whiteListed: boolean;
}

const alone: Sharing = { households: 1, persons: 1, whiteListed: false };

/** Who shares the account numbers of these accounts, by the account; most numbers are one payee's alone. */
export async function readSharing(db: Db, accountIds: readonly string[]): Promise<(accountId: string) => Sharing> {
  const { rows } = await sql<Sharing & { accountId: string }>`
    with mine as materialized (
      select a.id, a.number_index from unnest(${[...accountIds]}::uuid[]) as wanted (id)
        cross join lateral (select id, number_index from account where id = wanted.id offset 0) as a
        cross join lateral (select from account where number_index = a.number_index and account.id <> a.id
          and status in ('ACTIVE', 'CHANGE_PENDING') limit 1) as other
    ), shared as materialized (
      select o.number_index, count(distinct coalesce(e.household_id, op.id))::int as households,
        count(distinct op.person_id)::int as persons
      from (select distinct number_index from mine) m
        join account o on o.number_index = m.number_index and o.status in ('ACTIVE', 'CHANGE_PENDING')
        join payee op on op.id = o.payee_id left join enrolment_copy e on e.id = op.enrolment_id
      group by o.number_index
    )
    select mine.id as account_id, households, persons, w.number_index is not null as white_listed
    from mine join shared on shared.number_index = mine.number_index
      left join account_white_list w on w.number_index = mine.number_index and w.approved_by is not null`.execute(db);
  const byAccount = new Map(rows.map(({ accountId, ...sharing }) => [accountId, sharing]));
  return (accountId) => byAccount.get(accountId) ?? alone;
}
