import type {
  createExchangePartner,
  OperationInputOf,
  OperationOutputOf,
  proposeExchangeGrant,
  proposePartnerKey,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { authorizablePurposes } from '../authorizations/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { partnerKeysOf } from './key-registry.ts';
import { ownPartner, ownPublicKeys } from './own-keys.ts';
import { suiteOf, thumbprintOf } from './public-keys.ts';
import { getPartner, type KeyRow, listKeyRows, toGrant, toPartner, toPartnerKey } from './queries.ts';

const province = '370000000000';
type Key = OperationOutputOf<typeof proposePartnerKey>;
type Grant = OperationOutputOf<typeof proposeExchangeGrant>;

/** Registers who may be given keys and grants. */
export async function createPartner(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof createExchangePartner>['body'],
): Promise<OperationOutputOf<typeof createExchangePartner>> {
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: province });
    const saved = await unit.db
      .insertInto('partner')
      .values({ ...body, id: kit.newId(), createdBy: ctx.actor.subject, createdAt: kit.clock.wall() })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('PARTNER_EXISTS', { pointer: '/body/code' });
    const { code, kind } = body;
    unit.audit({ action: 'exchangePartners.create', recordType: 'partner', recordId: saved.id, after: { code, kind } });
    partnerKeysOf(kit).forget();
    return toPartner(saved);
  });
}

/** First administrator: a public key for a time. The platform's own must be one of its key store. */
export async function proposeKey(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof proposePartnerKey>['body'],
): Promise<Key> {
  const { partnerCode, purpose, key, validFrom, validTo } = body;
  if (validTo < validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
  const suite = suiteOf(purpose, key);
  const keyId = partnerCode === ownPartner ? storedKeyId(kit, key) : thumbprintOf(key);
  if (suite === undefined || keyId === undefined) throw fail('PARTNER_KEY_INVALID', { pointer: '/body/key' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: province });
    await getPartner(unit.db, partnerCode);
    const saved = await unit.db
      .insertInto('partnerKey')
      .values({
        ...{ id: kit.newId(), partnerCode, purpose, suite, keyId, key: jsonb(key), validFrom, validTo },
        ...{ status: 'PROPOSED', proposedBy: ctx.actor.subject, createdAt: kit.clock.wall() },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('PARTNER_KEY_EXISTS', { pointer: '/body/key' });
    const after = { partnerCode, purpose, keyId, validFrom, validTo };
    unit.audit({ action: 'partnerKeys.propose', recordType: 'partner_key', recordId: saved.id, after });
    return showKey(kit, unit.db, saved);
  });
}

function storedKeyId(kit: AppKit, key: Parameters<typeof suiteOf>[1]): string | undefined {
  if (key.kty === 'SPKI') return thumbprintOf(key);
  return ownPublicKeys(kit.keys).find((own) => own.x === key.x)?.kid;
}

async function showKey(kit: AppKit, db: Db, row: KeyRow): Promise<Key> {
  const today = kit.clock.today();
  const warningDays = (await loadParameters(db, province, today)).number('key_warning_days');
  return toPartnerKey(row, await listKeyRows(db, row.partnerCode), { today, warningDays });
}

/** What becomes of something that one administrator proposed. */
export type Step = 'approve' | 'end';

/** Second administrator approves; one may end. What ends counts for nothing from this moment. */
export async function stepKey(kit: AppKit, ctx: Context, id: string, step: Step): Promise<Key> {
  const key = await kit.write(ctx, async (unit) => {
    const row = await unit.db.selectFrom('partnerKey').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw fail('PARTNER_KEY_UNKNOWN');
    const saved = await unit.db
      .updateTable('partnerKey')
      .set(decideStep(kit, ctx, row, step))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { partnerCode: row.partnerCode, keyId: row.keyId, status: saved.status };
    unit.audit({ action: `partnerKeys.${step}`, recordType: 'partner_key', recordId: id, after });
    return showKey(kit, unit.db, saved);
  });
  partnerKeysOf(kit).forget();
  return key;
}

interface Proposed {
  readonly proposedBy: string;
  readonly status: string;
  readonly version: number;
}

/** The change of a step for what was proposed; throws what forbids it. */
export function decideStep(kit: AppKit, ctx: Context, row: Proposed, step: Step) {
  const proposer = { subject: row.proposedBy, code: 'TWO_PERSON_REQUIRED' };
  kit.authorize(ctx, { divisionCode: province, separatedFrom: step === 'approve' ? [proposer] : [] });
  expectVersion(ctx, row.version);
  const possible = step === 'approve' ? row.status === 'PROPOSED' : row.status !== 'ENDED';
  if (!possible) throw fail('STATE_TRANSITION_INVALID');
  const version = row.version + 1;
  return step === 'end' ? { status: 'ENDED', version } : { status: 'IN_FORCE', approvedBy: ctx.actor.subject, version };
}

/** First administrator: an item and its fields may cross for a purpose. */
export async function proposeGrant(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof proposeExchangeGrant>['body'],
): Promise<Grant> {
  const { validTo = null } = body;
  if (validTo !== null && validTo < body.validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
  if (!authorizablePurposes.has(body.purpose)) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/body/purpose' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: province });
    await getPartner(unit.db, body.partnerCode);
    const saved = await unit.db
      .insertInto('exchangeGrant')
      .values({
        ...{ ...body, validTo, id: kit.newId(), status: 'PROPOSED' },
        ...{ proposedBy: ctx.actor.subject, createdAt: kit.clock.wall() },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('GRANT_EXISTS', { pointer: '/body/item' });
    const { partnerCode, purpose, item, fields } = body;
    const after = { partnerCode, purpose, item, fields };
    unit.audit({ action: 'exchangeGrants.propose', recordType: 'exchange_grant', recordId: saved.id, after });
    return toGrant(saved);
  });
}

/** Second administrator approves; one may end. */
export async function stepGrant(kit: AppKit, ctx: Context, id: string, step: Step): Promise<Grant> {
  return kit.write(ctx, async (unit) => {
    const { db } = unit;
    const row = await db.selectFrom('exchangeGrant').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw fail('EXCHANGE_GRANT_UNKNOWN');
    const saved = await unit.db
      .updateTable('exchangeGrant')
      .set(decideStep(kit, ctx, row, step))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { partnerCode: row.partnerCode, item: row.item, status: saved.status };
    unit.audit({ action: `exchangeGrants.${step}`, recordType: 'exchange_grant', recordId: id, after });
    return toGrant(saved);
  });
}
