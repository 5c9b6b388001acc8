import { jsonb } from '@mz/db';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { AppKit } from '../app-kit.ts';
import { partnerClientInForce } from '../partners/index.ts';
import { partnerClient } from './clients.ts';

/** Partner agencies' clients, which administrators write elsewhere; services and the frontend are configured. */
export function partnerClientsOf(kit: AppKit): Adapter {
  return {
    ...createAdapter(kit, 'Client'),
    async find(clientId) {
      if (!isHoldable(clientId)) return undefined;
      const row = await partnerClientInForce(kit, clientId);
      return row && partnerClient(row);
    },
  };
}

/** A text with NUL is nobody's name: PostgreSQL would refuse the question, and the caller would read of a fault of ours. */
function isHoldable(text: string): boolean {
  return !text.includes('\0');
}

/** Keeps the provider's artefacts in one table; expired ones are invisible and purged daily. */
export function createAdapter(kit: AppKit, model: string): Adapter {
  const usedOnce = model === 'ReplayDetection';
  const ctx = () => kit.system('oidc.state');
  const write = (fn: Parameters<typeof kit.write<void>>[1]): Promise<void> => kit.write(ctx(), fn);

  async function find(column: 'id' | 'uid' | 'userCode', value: string): Promise<AdapterPayload | undefined> {
    if (!isHoldable(value)) return undefined;
    const row = await kit.read(ctx(), (db) =>
      db
        .selectFrom('oidcState')
        .select(['payload', 'consumedAt'])
        .where('model', '=', model)
        .where(column, '=', value)
        .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', kit.clock.wall())]))
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    // Written by `upsert` below.
    const payload = row.payload as AdapterPayload;
    return row.consumedAt === null ? payload : { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1000) };
  }

  return {
    find: (id) => find('id', id),
    findByUid: (uid) => find('uid', uid),
    findByUserCode: (code) => find('userCode', code),
    async upsert(id, payload, expiresInS) {
      const expiresAt = expiresInS === undefined ? null : new Date(kit.clock.wall().getTime() + expiresInS * 1000);
      const state = {
        payload: jsonb(payload),
        grantId: payload.grantId ?? null,
        uid: payload.uid ?? null,
        userCode: payload.userCode ?? null,
        expiresAt,
      };
      await write(async ({ db }) => {
        const { numInsertedOrUpdatedRows: kept } = await db
          .insertInto('oidcState')
          .values({ model, id, ...state })
          .onConflict((conflict) => {
            const again = conflict.columns(['model', 'id']).doUpdateSet(state);
            return usedOnce ? again.where('oidcState.expiresAt', '<=', kit.clock.wall()) : again;
          })
          .executeTakeFirst();
        // The provider looks first and keeps then: of two at once only this statement knows the second.
        if (kept === 0n) throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
      });
    },
    async consume(id) {
      await write(async ({ db }) => {
        const { numUpdatedRows: consumed } = await db
          .updateTable('oidcState')
          .set({ consumedAt: kit.clock.wall() })
          .where('model', '=', model)
          .where('id', '=', id)
          .where('consumedAt', 'is', null)
          .executeTakeFirst();
        // Of two who exchange one code or refresh token at once, the second finds it used.
        if (consumed === 0n) throw new errors.InvalidGrant('it was used already');
      });
    },
    async destroy(id) {
      await write(async ({ db }) => {
        await db.deleteFrom('oidcState').where('model', '=', model).where('id', '=', id).execute();
      });
    },
    async revokeByGrantId(grantId) {
      await write(async ({ db }) => {
        await db.deleteFrom('oidcState').where('grantId', '=', grantId).execute();
      });
    },
  };
}
