import type { ExchangeEndpoint } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { Selectable } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { ExchangeEndpointTable } from '../database.ts';
import { loadParameters } from '../parameters/index.ts';
import { type AddressTerms, decideAddress, liveEndpoints } from './endpoint-rules.ts';

const province = '370000000000';

/** A row of `exchange_endpoint`. */
export type EndpointRow = Selectable<ExchangeEndpointTable>;

/** Endpoints of a partner, or of all. */
export async function listEndpointRows(db: Db, partnerCode?: string): Promise<EndpointRow[]> {
  let query = db.selectFrom('exchangeEndpoint').selectAll().orderBy('partnerCode').orderBy('kind').orderBy('validFrom');
  if (partnerCode !== undefined) query = query.where('partnerCode', '=', partnerCode);
  return query.orderBy('id').execute();
}

/** The endpoint as the interface shows it. */
export function toEndpoint(row: EndpointRow): Static<typeof ExchangeEndpoint> {
  const { id, partnerCode, kind, url, validFrom, validTo, status, version } = row;
  return { id, partnerCode, kind, url, validFrom, validTo, status, version };
}

/** Which addresses are admitted on a day. */
export async function addressTerms(kit: AppKit, db: Db): Promise<AddressTerms> {
  const parameters = await loadParameters(db, province, kit.clock.today());
  return { hosts: parameters.texts('callback_hosts'), privateAllowed: kit.config.spdciPrivateAddresses };
}

/** Where a partner takes callbacks today: a registered address that is still admitted, never one that a message names. */
export async function callbackUrlOf(kit: AppKit, db: Db, partnerCode: string): Promise<string | undefined> {
  const [newest] = liveEndpoints(await listKind(db, 'CALLBACK', partnerCode), kit.clock.today());
  if (newest === undefined || newest.url === null) return undefined;
  const decision = decideAddress(newest.url, await addressTerms(kit, db));
  return decision.ok ? decision.url : undefined;
}

/** Agencies that are asked as SPDCI registries today. */
export async function registryCodes(db: Db, today: LegalDay): Promise<ReadonlySet<string>> {
  const live = liveEndpoints(await listKind(db, 'REGISTRY'), today);
  return new Set(live.map(({ partnerCode }) => partnerCode));
}

async function listKind(db: Db, kind: 'CALLBACK' | 'REGISTRY', partnerCode?: string): Promise<EndpointRow[]> {
  let query = db.selectFrom('exchangeEndpoint').selectAll().where('kind', '=', kind).where('status', '=', 'IN_FORCE');
  if (partnerCode !== undefined) query = query.where('partnerCode', '=', partnerCode);
  return query.orderBy('id').execute();
}
