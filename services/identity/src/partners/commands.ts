import type { OperationInputOf, PartnerClient, proposePartnerClient } from '@mz/contracts';
import { jsonb, type Transaction } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import { calculateJwkThumbprint, importJWK } from 'jose';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { lockClient, type PartnerClientRow, requireProvince, toPartnerClient } from './queries.ts';

type Client = Static<typeof PartnerClient>;
type Proposal = OperationInputOf<typeof proposePartnerClient>['body'];

/** First administrator: proposes a partner's client; a new key of a partner in force is a new client of the same code. */
export async function proposeClient(kit: AppKit, ctx: Context, body: Proposal): Promise<Client> {
  const { partnerCode, name, key, validFrom, validTo = null } = body;
  if (validTo !== null && validTo < validFrom) throw fail('DATE_ORDER_INVALID', { pointer: '/body/validTo' });
  requireProvince(kit, ctx);
  const keyId = await keyIdOf(key);
  return kit.write(ctx, async (unit) => {
    const row = {
      id: kit.newId(),
      partnerCode,
      name,
      key: jsonb(key),
      keyId,
      validFrom,
      validTo,
      status: 'PROPOSED',
      proposedBy: ctx.actor.subject,
      approvedBy: null,
      createdAt: kit.clock.wall(),
    };
    const inserted = await unit.db
      .insertInto('partnerClient')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted === undefined) throw fail('PARTNER_CLIENT_EXISTS', { pointer: '/body/partnerCode' });
    const client = toPartnerClient({ ...row, key });
    unit.audit({ action: 'partner-clients.propose', recordType: 'partner_client', recordId: row.id, after: client });
    return client;
  });
}

/** Second administrator: the client before it under the same code ends in the same moment. */
export async function approveClient(kit: AppKit, ctx: Context, id: string): Promise<Client> {
  return changeClient(kit, ctx, { id, action: 'partner-clients.approve' }, async (row, db) => {
    if (row.status !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    if (row.proposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    await db
      .updateTable('partnerClient')
      .set({ status: 'ENDED' })
      .where('partnerCode', '=', row.partnerCode)
      .where('status', '=', 'IN_FORCE')
      .execute();
    return { status: 'IN_FORCE', approvedBy: ctx.actor.subject };
  });
}

/** Ends a client, or withdraws one that was only proposed. One person may do it: to stop a partner is never too fast. */
export async function endClient(kit: AppKit, ctx: Context, id: string): Promise<Client> {
  return changeClient(kit, ctx, { id, action: 'partner-clients.end' }, async (row) => {
    if (row.status === 'ENDED') throw fail('STATE_TRANSITION_INVALID');
    return { status: 'ENDED' };
  });
}

type Change = Partial<Pick<PartnerClientRow, 'status' | 'approvedBy'>>;
type Decide = (row: PartnerClientRow, db: Transaction<DB>) => Promise<Change>;

async function changeClient(
  kit: AppKit,
  ctx: Context,
  { id, action }: { id: string; action: string },
  decide: Decide,
): Promise<Client> {
  requireProvince(kit, ctx);
  return kit.write(ctx, async (unit) => {
    const row = await lockClient(unit.db, id);
    const change = await decide(row, unit.db);
    await unit.db.updateTable('partnerClient').set(change).where('id', '=', id).execute();
    unit.audit({ action, recordType: 'partner_client', recordId: id, after: change });
    return toPartnerClient({ ...row, ...change });
  });
}

// A point that is not on its curve has the form of a key and is none.
async function keyIdOf(key: Proposal['key']): Promise<string> {
  try {
    await importJWK(key, key.kty === 'OKP' ? 'EdDSA' : 'ES256');
  } catch {
    throw fail('PARTNER_KEY_INVALID', { pointer: '/body/key' });
  }
  return calculateJwkThumbprint(key);
}
