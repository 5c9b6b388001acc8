import type {
  connectAgreement,
  createAgreement,
  endAgreement,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { compareDays, type LegalDay } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { sealContact } from './contact.ts';
import { getAgreementRow, toAgreement } from './queries.ts';
import { decideSubject, decideTerms, itemsOfAgency, needsKey } from './rules.ts';

type Agreement = OperationOutputOf<typeof createAgreement>;
type Creation = OperationInputOf<typeof createAgreement>['body'];

const daySeconds = 86_400;

/** Keys that partners have registered: one for files stands in for the agreement's own, whatever its suite. */
export interface RegisteredKeys {
  fileKeyOf(partnerCode: string): Promise<object | undefined>;
}

/** Records an agreement; without one in force no query can leave. What is recorded with all its terms is connected. */
export async function create(kit: AppKit, ctx: Context, keys: RegisteredKeys, body: Creation): Promise<Agreement> {
  const hasKey = body.exchangeKey !== undefined || (await keys.fileKeyOf(body.agencyCode)) !== undefined;
  const subjectFrom = check(kit, body, hasKey);
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const saved = await unit.db
      .insertInto('agencyAgreement')
      .values({ ...rowOf(kit, ctx, body), subjectFrom })
      .onConflict((conflict) => conflict.columns(['agencyCode', 'docNo']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('DOC_DUPLICATE', { pointer: '/body/docNo' });
    const { agencyCode, items, mode, route } = saved;
    const after = { agencyCode, items, mode, route };
    unit.audit({ action: 'agreements.create', recordType: 'agency_agreement', recordId: saved.id, after });
    return toAgreement(saved, kit.clock.today());
  });
}

/** Throws what is wrong; gives from when the agency says whose record it read. */
function check(kit: AppKit, body: Creation, hasKey: boolean): LegalDay | null {
  const known = itemsOfAgency(body.agencyCode);
  if (known === undefined) throw fail('AGENCY_UNKNOWN', { pointer: '/body/agencyCode' });
  const unknown = body.items.findIndex((item) => !known.includes(item));
  if (unknown >= 0) throw fail('ITEM_UNKNOWN', { pointer: `/body/items/${unknown}` });
  const terms = decideTerms({ ...body, hasKey });
  if (!terms.ok) throw fail(terms.code, { pointer: `/body/${terms.field}` });
  if (body.validTo !== undefined && body.validTo < body.validFrom) {
    throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
  }
  if (!kit.divisions().at(body.divisionCode, body.validFrom).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
  const subject = decideSubject(body, body.subjectFrom);
  if (!subject.ok) throw fail(subject.code, { pointer: '/body/subjectFrom' });
  return subject.from;
}

function rowOf(kit: AppKit, ctx: Context, { securityContact, exchangeKey, route = 'HTTP', ...body }: Creation) {
  const { validTo = null, slaWorkingDays = null } = body;
  const id = kit.newId();
  return {
    ...body,
    ...{ id, validTo, slaWorkingDays, slaSeconds: body.slaSeconds ?? (slaWorkingDays ?? 1) * daySeconds },
    exchangeKey: exchangeKey === undefined ? null : jsonb(exchangeKey),
    route: body.mode === 'DF' ? route : null,
    securityContact: securityContact === undefined ? null : sealContact(kit, id, securityContact),
    connectedOn: body.validFrom,
    ...{ createdBy: ctx.actor.subject, createdAt: kit.clock.wall() },
  };
}

/** Says how an agency is reached, at first or anew: from then on it is asked. */
export async function connect(
  kit: AppKit,
  ctx: Context,
  keys: RegisteredKeys,
  { params, body }: OperationInputOf<typeof connectAgreement>,
): Promise<Agreement> {
  const { agencyCode } = await kit.read(ctx, (db) => getAgreementRow(db, params.id));
  const registered = await keys.fileKeyOf(agencyCode);
  return kit.write(ctx, async (unit) => {
    const found = await getAgreementRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.divisionCode });
    expectVersion(ctx, found.version);
    const today = kit.clock.today();
    if (found.validTo !== null && found.validTo < today) throw fail('AGREEMENT_ENDED');
    const { exchangeKey, route } = body;
    const hasKey = exchangeKey !== undefined || found.exchangeKey !== null || registered !== undefined;
    if (needsKey(found.mode) && !hasKey) {
      throw fail('EXCHANGE_KEY_MISSING', { pointer: '/body/exchangeKey' });
    }
    const saved = await unit.db
      .updateTable('agencyAgreement')
      .set({
        ...(exchangeKey === undefined ? {} : { exchangeKey: jsonb(exchangeKey) }),
        ...(found.mode === 'DF' ? { route: route ?? found.route ?? 'HTTP' } : {}),
        securityContact: sealContact(kit, found.id, body.securityContact),
        connectedOn: found.connectedOn ?? (compareDays(today, found.validFrom) < 0 ? found.validFrom : today),
        version: found.version + 1,
      })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const before = { route: found.route, connectedOn: found.connectedOn };
    const after = { route: saved.route, connectedOn: saved.connectedOn, keyId: exchangeKey?.kid ?? null };
    unit.audit({ action: 'agreements.connect', recordType: 'agency_agreement', recordId: saved.id, before, after });
    return toAgreement(saved, today);
  });
}

/** Ends an agreement; what was sent under it stays. */
export async function end(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof endAgreement>,
): Promise<Agreement> {
  return kit.write(ctx, async (unit) => {
    const found = await getAgreementRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.divisionCode });
    expectVersion(ctx, found.version);
    if (body.validTo < found.validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
    const saved = await unit.db
      .updateTable('agencyAgreement')
      .set({ validTo: body.validTo, version: found.version + 1 })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const change = { before: { validTo: found.validTo }, after: { validTo: saved.validTo } };
    unit.audit({ action: 'agreements.end', recordType: 'agency_agreement', recordId: saved.id, ...change });
    return toAgreement(saved, kit.clock.today());
  });
}
