import type { PartnerClient } from '@mz/contracts';
import type { Transaction } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import { isInForce } from '../accounts/index.ts';
import type { AppKit } from '../app-kit.ts';
import type { DB, PartnerClientTable } from '../database.ts';

const province = '370000000000';

/** A row of `partner_client`. */
export type PartnerClientRow = Selectable<PartnerClientTable>;

/** `client_id` of a partner, and the subject of its tokens. */
export function partnerClientId(partnerCode: string): string {
  return `partner:${partnerCode}`;
}

/** A partner's token counts in the whole province: only its administrators make clients. Throws as `kit.authorize`. */
export function requireProvince(kit: AppKit, ctx: Context): void {
  kit.authorize(ctx, { divisionCode: province });
}

/** One client as the interface shows it; throws PARTNER_CLIENT_UNKNOWN. */
export async function readClient(kit: AppKit, ctx: Context, id: string): Promise<Static<typeof PartnerClient>> {
  requireProvince(kit, ctx);
  const row = await kit.read(ctx, (db) =>
    db.selectFrom('partnerClient').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined) throw fail('PARTNER_CLIENT_UNKNOWN');
  return toPartnerClient(row);
}

/** The row under its lock; throws PARTNER_CLIENT_UNKNOWN. */
export async function lockClient(db: Transaction<DB>, id: string): Promise<PartnerClientRow> {
  const row = await db.selectFrom('partnerClient').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('PARTNER_CLIENT_UNKNOWN');
  return row;
}

/** The client that may get tokens today under this `client_id`; undefined when there is none. */
export async function partnerClientInForce(kit: AppKit, clientId: string): Promise<PartnerClientRow | undefined> {
  const row = await kit.read(kit.system('oidc.state'), (db) =>
    db
      .selectFrom('partnerClient')
      .selectAll()
      .where('partnerCode', '=', clientId.replace(/^partner:/, ''))
      .where('status', '=', 'IN_FORCE')
      .executeTakeFirst(),
  );
  return row && isInForce(row, kit.clock.today()) ? row : undefined;
}

/** The client as the interface shows it. */
export function toPartnerClient(row: PartnerClientRow): Static<typeof PartnerClient> {
  const { id, partnerCode, name, keyId, validFrom, validTo, status } = row;
  return { id, partnerCode, clientId: partnerClientId(partnerCode), name, keyId, validFrom, validTo, status };
}
