import { createHash } from 'node:crypto';
import type { BankReturnKey, OperationInputOf, proposeReturnKey } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { canonicalJson } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { type ReturnKeyRow, toReturnKey } from './queries.ts';

type ReturnKey = Static<typeof BankReturnKey>;
type Proposal = OperationInputOf<typeof proposeReturnKey>;

/** A bank pays in the whole province: only the province's officers say by which key it is believed. */
const province = '370000000000';

/** First person: a key, or that the bank signs none; what was proposed before and not approved is withdrawn. */
export async function proposeKey(
  kit: AppKit,
  ctx: Context,
  { params: { code }, body: { key } }: Proposal,
): Promise<ReturnKey> {
  const keyId = key === null ? null : keyIdOf(key);
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: province });
    const inForce = await lockBank(unit.db, code);
    if ((inForce?.keyId ?? null) === keyId) throw fail('BANK_KEY_UNCHANGED', { pointer: '/body/key' });
    await setState(unit.db, { bankCode: code, from: 'PROPOSED', to: 'WITHDRAWN' });
    const row = await unit.db
      .insertInto('bankReturnKey')
      .values({
        id: kit.newId(),
        bankCode: code,
        key: key === null ? null : jsonb(key),
        keyId,
        state: 'PROPOSED',
        proposedBy: ctx.actor.subject,
        proposedOn: kit.clock.today(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'bankReturnKeys.propose',
      recordType: 'bank_return_key',
      recordId: row.id,
      after: toReturnKey(row),
    });
    return toReturnKey(row);
  });
}

/** Second person: the key before it ends in the same moment. */
export async function approveKey(kit: AppKit, ctx: Context, id: string): Promise<ReturnKey> {
  return kit.write(ctx, async (unit) => {
    const named = await unit.db.selectFrom('bankReturnKey').select('bankCode').where('id', '=', id).executeTakeFirst();
    if (named === undefined) throw fail('BANK_KEY_UNKNOWN');
    await lockBank(unit.db, named.bankCode);
    const proposed = await unit.db
      .selectFrom('bankReturnKey')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const separatedFrom = [{ subject: proposed.proposedBy, code: 'TWO_PERSON_REQUIRED' }];
    kit.authorize(ctx, { divisionCode: province, separatedFrom });
    if (proposed.state !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    await setState(unit.db, { bankCode: proposed.bankCode, from: 'IN_FORCE', to: 'ENDED' });
    const row = await unit.db
      .updateTable('bankReturnKey')
      .set({ state: 'IN_FORCE', approvedBy: ctx.actor.subject, approvedOn: kit.clock.today() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'bankReturnKeys.approve',
      recordType: 'bank_return_key',
      recordId: id,
      before: toReturnKey(proposed),
      after: toReturnKey(row),
    });
    return toReturnKey(row);
  });
}

/** Two steps on one bank's keys go one after the other; gives the key in force. Throws BANK_UNKNOWN. */
async function lockBank(db: Db, code: string): Promise<ReturnKeyRow | undefined> {
  // The table of banks is start data and read only, so its rows cannot be locked.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bank-return-keys/${code}`}, 0))`.execute(db);
  const bank = await db.selectFrom('bank').select('code').where('code', '=', code).executeTakeFirst();
  if (bank === undefined) throw fail('BANK_UNKNOWN');
  return db
    .selectFrom('bankReturnKey')
    .selectAll()
    .where('bankCode', '=', code)
    .where('state', '=', 'IN_FORCE')
    .executeTakeFirst();
}

async function setState(db: Db, { bankCode, from, to }: { bankCode: string; from: string; to: string }): Promise<void> {
  await db
    .updateTable('bankReturnKey')
    .set({ state: to })
    .where('bankCode', '=', bankCode)
    .where('state', '=', from)
    .execute();
}

/** The thumbprint of RFC 7638. */
function keyIdOf(key: NonNullable<Proposal['body']['key']>): string {
  return createHash('sha256').update(canonicalJson(key)).digest('base64url');
}
