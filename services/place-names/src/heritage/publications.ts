import type {
  listPublications,
  OperationInputOf,
  OperationOutputOf,
  publishPublication,
  recordPublication,
} from '@mz/contracts';
import { type Context, expectVersion, fail, pageOf, readCursor } from '@mz/service-kit';
import { divisionsOn } from '../divisions/index.ts';
import type { NameKit } from '../names/index.ts';
import { listPublished, toPublication } from './queries.ts';

/** A volume, book or episode that is finished. */
export async function record(
  { kit, tables }: NameKit,
  ctx: Context,
  body: OperationInputOf<typeof recordPublication>['body'],
): Promise<OperationOutputOf<typeof recordPublication>> {
  const today = kit.clock.today();
  if (body.madeOn > today) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/madeOn' });
  const [division] = await divisionsOn(tables, ctx, [{ code: body.divisionCode, days: [today] }]);
  if (!division) throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const row = await unit.db
      .insertInto('publication')
      .values({ ...body, id: kit.newId(), recordedBy: ctx.actor.subject, recordedAt: kit.clock.wall() })
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'publications.record',
      recordType: 'publication',
      recordId: row.id,
      after: { kind: row.kind, series: row.series, number: row.number },
    });
    return toPublication(row);
  });
}

/** Printed or broadcast; another person than the one who recorded it says so. */
export async function publish(
  { kit }: Pick<NameKit, 'kit'>,
  ctx: Context,
  { params, body }: OperationInputOf<typeof publishPublication>,
): Promise<OperationOutputOf<typeof publishPublication>> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('publication')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw fail('PUBLICATION_UNKNOWN');
    expectVersion(ctx, row.version);
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [{ subject: row.recordedBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (row.publishedOn !== null) throw fail('STATE_TRANSITION_INVALID');
    if (body.publishedOn > kit.clock.today() || body.publishedOn < row.madeOn) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/publishedOn' });
    }
    const saved = await unit.db
      .updateTable('publication')
      .set({ publishedOn: body.publishedOn, publishedBy: ctx.actor.subject, version: row.version + 1 })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'publications.publish',
      recordType: 'publication',
      recordId: row.id,
      after: { publishedOn: saved.publishedOn },
    });
    return toPublication(saved);
  });
}

/** A page of what was printed or broadcast. */
export async function readPublications(
  { kit }: Pick<NameKit, 'kit'>,
  ctx: Context,
  { after, first = 50, kind }: OperationInputOf<typeof listPublications>['query'],
): Promise<OperationOutputOf<typeof listPublications>> {
  const [publishedOn, id] = readCursor(after, ['string', 'string']) ?? [];
  const cursor = typeof publishedOn === 'string' && typeof id === 'string' ? { publishedOn, id } : undefined;
  const rows = await kit.readOne(ctx, listPublished(kind, cursor, first + 1));
  const { items, next } = pageOf(rows, first, (row) => [row.publishedOn ?? '', row.id]);
  return { items: items.map(toPublication), next };
}
