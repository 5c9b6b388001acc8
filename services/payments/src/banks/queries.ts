import type { JsonWebKey } from 'node:crypto';
import type { Bank, BankReturnKey, listBanks, OperationOutputOf } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { BankReturnKeyTable } from '../database.ts';

/** A row of `bank_return_key`. */
export type ReturnKeyRow = Selectable<BankReturnKeyTable>;

/** All banks; there are a few. */
export async function readBanks(kit: AppKit, ctx: Context): Promise<OperationOutputOf<typeof listBanks>> {
  const items: Static<typeof Bank>[] = await kit.read(ctx, (db) =>
    db
      .selectFrom('bank')
      .leftJoin('bankReturnKey', (join) =>
        join.onRef('bankCode', '=', 'bank.code').on('bankReturnKey.state', '=', 'IN_FORCE'),
      )
      .select(['code', 'title', 'encoding', 'amountUnit', 'keyId as returnKeyId'])
      .orderBy('code')
      .execute(),
  );
  return { items };
}

/** The public key under which a bank's returns are believed today; null when it signs none. */
export async function returnKeyOf(db: Db, bankCode: string): Promise<JsonWebKey | null> {
  const row = await db
    .selectFrom('bankReturnKey')
    .select('key')
    .where('bankCode', '=', bankCode)
    .where('state', '=', 'IN_FORCE')
    .executeTakeFirst();
  // Parse border: the column holds a public JWK.
  return (row?.key ?? null) as JsonWebKey | null;
}

/** The key as the interface shows it: its thumbprint only. */
export function toReturnKey(row: ReturnKeyRow): Static<typeof BankReturnKey> {
  const { id, bankCode, keyId, state, proposedOn, approvedOn } = row;
  return { id, bankCode, keyId, state, proposedOn, approvedOn };
}
