import type { OperationInputOf, OperationOutputOf, proposeExchangeEndpoint } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { decideStep, type Step } from './commands.ts';
import { addressTerms, type EndpointRow, toEndpoint } from './endpoint-queries.ts';
import { decideAddress } from './endpoint-rules.ts';
import { getPartner } from './queries.ts';

const province = '370000000000';
type Endpoint = OperationOutputOf<typeof proposeExchangeEndpoint>;
type Body = OperationInputOf<typeof proposeExchangeEndpoint>['body'];

/** First administrator: where a department takes callbacks, or that an agency is asked as a registry. */
export async function proposeEndpoint(kit: AppKit, ctx: Context, body: Body): Promise<Endpoint> {
  const { partnerCode, kind, validFrom, validTo = null } = body;
  if (validTo !== null && validTo < validFrom) throw fail('PERIOD_INVALID', { pointer: '/body/validTo' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: province });
    await requireFit(unit.db, body);
    const url = body.url === undefined ? null : await admitted(kit, unit.db, body.url);
    const saved = await unit.db
      .insertInto('exchangeEndpoint')
      .values({
        ...{ id: kit.newId(), partnerCode, kind, url, validFrom, validTo, status: 'PROPOSED' },
        ...{ proposedBy: ctx.actor.subject, createdAt: kit.clock.wall() },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (saved === undefined) throw fail('ENDPOINT_EXISTS', { pointer: '/body/validFrom' });
    const after = { partnerCode, kind, url };
    unit.audit({ action: 'exchangeEndpoints.propose', recordType: 'exchange_endpoint', recordId: saved.id, after });
    return toEndpoint(saved);
  });
}

/** A callback address is a department's and has a URL, a registry is an agency's and has none. */
async function requireFit(db: Db, { partnerCode, kind, url }: Body): Promise<void> {
  const partner = await getPartner(db, partnerCode);
  const wanted = kind === 'CALLBACK' ? 'ENTRUSTING_UNIT' : 'AGENCY';
  if (partner.kind !== wanted) throw fail('ENDPOINT_KIND_MISMATCH', { pointer: '/body/kind' });
  if ((kind === 'CALLBACK') !== (url !== undefined)) throw fail('ENDPOINT_ADDRESS_INVALID', { pointer: '/body/url' });
}

async function admitted(kit: AppKit, db: Db, url: string): Promise<string> {
  const decision = decideAddress(url, await addressTerms(kit, db));
  if (!decision.ok) throw fail(decision.code, { pointer: '/body/url' });
  return decision.url;
}

/** Second administrator approves, the list being looked at again; one may end. */
export async function stepEndpoint(kit: AppKit, ctx: Context, id: string, step: Step): Promise<Endpoint> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const row = await lockEndpoint(work, id);
    const change = decideStep(kit, ctx, row, step);
    if (step === 'approve' && row.url !== null) await admitted(kit, unit.db, row.url);
    const saved = await unit.db
      .updateTable('exchangeEndpoint')
      .set(change)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { partnerCode: row.partnerCode, kind: row.kind, status: saved.status };
    unit.audit({ action: `exchangeEndpoints.${step}`, recordType: 'exchange_endpoint', recordId: id, after });
    return toEndpoint(saved);
  });
}

async function lockEndpoint({ unit }: Work, id: string): Promise<EndpointRow> {
  const query = unit.db.selectFrom('exchangeEndpoint').selectAll().where('id', '=', id).forUpdate();
  const row = await query.executeTakeFirst();
  if (row === undefined) throw fail('ENDPOINT_UNKNOWN');
  return row;
}
