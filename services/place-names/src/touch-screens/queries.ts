import type { ContentPackage, TouchScreen, TouchScreenAlert } from '@mz/contracts';
import { type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { ContentPackageTable, TouchScreenTable } from '../database.ts';

interface PageOf {
  readonly after?: string;
  readonly first?: number;
}

/** Devices in the caller's reach, by their number; only silent ones, or only others, when asked for. */
export async function listScreens(
  db: Db,
  query: PageOf & { readonly offline?: boolean },
): Promise<ItemPage<Static<typeof TouchScreen>>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string']);
  let rows = db
    .selectFrom('touchScreen')
    .selectAll()
    .orderBy('deviceNo')
    .limit(first + 1);
  if (after !== undefined) rows = rows.where('deviceNo', '>', String(after[0]));
  if (query.offline !== undefined) rows = rows.where('offlineSince', query.offline ? 'is not' : 'is', null);
  const { items, next } = pageOf(await rows.execute(), first, (row) => [row.deviceNo]);
  return { items: items.map(toScreen), next };
}

/** Silences in the caller's reach, the newest first. */
export async function listAlerts(db: Db, query: PageOf): Promise<ItemPage<Static<typeof TouchScreenAlert>>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string']);
  const all = db
    .selectFrom('touchScreenAlert as alert')
    .innerJoin('touchScreen as screen', 'screen.id', 'alert.screenId')
    .select(['alert.id', 'screenId', 'deviceNo', 'alert.divisionCode', 'silentSince', 'openedAt', 'closedAt'])
    .orderBy('alert.id', 'desc')
    .limit(first + 1);
  const rows = await (after === undefined ? all : all.where(sql<SqlBool>`alert.id < ${after[0]}::uuid`)).execute();
  const { items, next } = pageOf(rows, first, (row) => [row.id]);
  const views = items.map(({ silentSince, openedAt, closedAt, ...row }) => ({
    ...row,
    silentSince: silentSince.toISOString(),
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  }));
  return { items: views, next };
}

/** Packages of the caller's reach and those published, the newest first. */
export async function listPackages(db: Db, query: PageOf): Promise<ItemPage<Static<typeof ContentPackage>>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['number']);
  const all = db
    .selectFrom('contentPackage')
    .selectAll()
    .orderBy('contentVersion', 'desc')
    .limit(first + 1);
  const rows = await (after === undefined ? all : all.where('contentVersion', '<', Number(after[0]))).execute();
  const { items, next } = pageOf(rows, first, (row) => [row.contentVersion]);
  return { items: items.map(toPackage), next };
}

/** A device as the API shows it, without its secret. */
export function toScreen(row: Selectable<TouchScreenTable>): Static<typeof TouchScreen> {
  const { id, deviceNo, divisionCode, location, contentVersion, version } = row;
  return {
    id,
    deviceNo,
    divisionCode,
    location,
    // The table's check admits nothing else.
    state: row.state as 'ACTIVE' | 'RETIRED',
    contentVersion,
    lastHeartbeatAt: row.lastHeartbeatAt?.toISOString() ?? null,
    offlineSince: row.offlineSince?.toISOString() ?? null,
    version,
  };
}

/** A package as the API shows it. */
export function toPackage(row: Selectable<ContentPackageTable>): Static<typeof ContentPackage> {
  const { id, contentVersion, divisionCode, recordCount, sha256, version } = row;
  return {
    id,
    contentVersion,
    divisionCode,
    recordCount,
    sha256,
    // The table's check admits nothing else.
    state: row.state as 'BUILT' | 'PUBLISHED',
    builtAt: row.builtAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    version,
  };
}
