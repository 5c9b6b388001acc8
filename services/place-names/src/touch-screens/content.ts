import { createHash } from 'node:crypto';
import type {
  buildContentPackage,
  getContent,
  OperationInputOf,
  OperationOutputOf,
  publishContentPackage,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { scopePrefix } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { divisionInForce } from './division-in-force.ts';
import { toPackage } from './queries.ts';

type Built = OperationOutputOf<typeof buildContentPackage>;

/** Builds what the screens of a division show: its divisions and its public names, as they stand today. */
export async function buildContent(
  { kit, tables }: { readonly kit: AppKit; readonly tables: CodeTables },
  ctx: Context,
  { body: { divisionCode } }: Pick<OperationInputOf<typeof buildContentPackage>, 'body'>,
): Promise<Built> {
  kit.authorize(ctx, { divisionCode });
  const division = await divisionInForce({ kit, tables }, ctx, divisionCode);
  if (division.level === 'TOWNSHIP' || division.level === 'VILLAGE')
    throw fail('CODE_LEVEL', { pointer: '/body/divisionCode' });
  return kit.write(ctx, async ({ db, audit }) => {
    const asOf = kit.clock.today();
    const { divisions, places } = await readContent(db, scopePrefix(divisionCode), asOf);
    const content = JSON.stringify({ division: divisionCode, asOf, divisions, places });
    const sha256 = createHash('sha256').update(content).digest('hex');
    const row = await db
      .insertInto('contentPackage')
      .values({
        id: kit.newId(),
        divisionCode,
        content,
        recordCount: divisions.length + places.length,
        sha256,
        seal: jsonb(kit.sealer.seal(sha256)),
        state: 'BUILT',
        builtBy: ctx.actor.subject,
        builtAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { divisionCode, contentVersion: row.contentVersion, records: row.recordCount, sha256 };
    audit({ action: ctx.operationId, recordType: 'content_package', recordId: row.id, after });
    return toPackage(row);
  });
}

interface Content {
  readonly divisions: readonly object[];
  readonly places: readonly object[];
}

/**
 * Divisions down to the township, and standard names that are public with the other public names of their features, by
 * which a device finds a place without a network: no table of persons, nothing internal.
 */
async function readContent(db: Db, prefix: string, asOf: string): Promise<Content> {
  const divisions = await sql<{ row: object }>`
    select jsonb_build_object('code', code, 'name', name, 'short', short_name, 'type', type, 'parent',
      coalesce(managed_by_code, parent_code)) as row
    from division_version
    where level <> 'VILLAGE' and type <> 'STATISTICAL_ZONE' and superseded_at is null and code >= ${prefix}
      and code < ${`${prefix}~`} and daterange(valid_from, valid_to) @> ${asOf}::date
    order by code`.execute(db);
  const places = await sql<{ row: object }>`
    select jsonb_build_object('id', place_id, 'name', name, 'pinyin', pinyin, 'category', category_code, 'division',
      division_code, 'lon', lon, 'lat', lat, 'origin', origin, 'meaning', meaning, 'history', history,
      'heritage', heritage, 'otherNames', (
        select coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'kind', o.name_kind, 'status', o.status)
          order by o.name, o.place_id), '[]')
        from place_name o
        where o.feature_id = place_name.feature_id and o.place_id <> place_name.place_id and o.secrecy = 'PUBLIC'
          and o.status in ('STANDARD', 'FORMER'))) as row
    from place_name
    where name_kind = 'STANDARD' and secrecy = 'PUBLIC' and status = 'STANDARD' and division_code >= ${prefix} and division_code < ${`${prefix}~`}
      and daterange(valid_from, valid_to) @> ${asOf}::date
    order by place_id`.execute(db);
  return { divisions: divisions.rows.map(({ row }) => row), places: places.rows.map(({ row }) => row) };
}

/** Publishes a package; who built it does not, and an older one never follows a newer one. */
export async function publishContent(
  kit: AppKit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof publishContentPackage>, 'params'>,
): Promise<OperationOutputOf<typeof publishContentPackage>> {
  return kit.write(ctx, async ({ db, audit }) => {
    const found = await db
      .selectFrom('contentPackage')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('CONTENT_PACKAGE_UNKNOWN');
    const separatedFrom = [{ subject: found.builtBy, code: 'SEPARATION_OF_DUTIES' }];
    kit.authorize(ctx, { divisionCode: found.divisionCode, separatedFrom });
    expectVersion(ctx, found.version);
    if (found.state !== 'BUILT') throw fail('STATE_TRANSITION_INVALID');
    const newer = await db
      .selectFrom('contentPackage')
      .select('id')
      .where('state', '=', 'PUBLISHED')
      .where('divisionCode', '=', found.divisionCode)
      .where('contentVersion', '>', found.contentVersion)
      .executeTakeFirst();
    if (newer !== undefined) throw fail('CONTENT_OUTDATED');
    const row = await db
      .updateTable('contentPackage')
      .set({
        state: 'PUBLISHED',
        publishedBy: ctx.actor.subject,
        publishedAt: kit.clock.wall(),
        version: found.version + 1,
      })
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { state: row.state, contentVersion: row.contentVersion };
    audit({ action: ctx.operationId, recordType: 'content_package', recordId: row.id, after });
    return toPackage(row);
  });
}

/** The content of a published package with what proves it. */
export async function readPublished(
  kit: AppKit,
  ctx: Context,
  { params }: Pick<OperationInputOf<typeof getContent>, 'params'>,
): Promise<OperationOutputOf<typeof getContent>> {
  const row = await kit.read(ctx, (db) =>
    db
      .selectFrom('contentPackage')
      .selectAll()
      .where('id', '=', params.id)
      .where('state', '=', 'PUBLISHED')
      .executeTakeFirst(),
  );
  if (row === undefined) throw fail('CONTENT_PACKAGE_UNKNOWN');
  const { id, contentVersion, divisionCode, content, sha256 } = row;
  // Written by the sealer.
  const seal = row.seal as unknown as OperationOutputOf<typeof getContent>['seal'];
  return { id, contentVersion, divisionCode, content, sha256, seal };
}
