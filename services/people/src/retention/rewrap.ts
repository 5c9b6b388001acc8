import type { Context, ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { type Keyed, keyColumns, open, openFact, type SecretColumn, seal, sealFact } from '../stored.ts';
import { giveKey } from './keys.ts';

/** Records that one step looks at, and persons that one transaction changes. */
const window = 2_000;
const chunk = 200;
const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Moves values that stand under the provider's key to their person's own key, then wraps keys again that an older key of
 * the provider wraps. In chunks: a run that stops is gone on with by the next one. `done` counts persons; a run of 0 says
 * that everything is under the current keys.
 */
export function rewrapKeys(kit: AppKit): ScheduledJob {
  return {
    name: 'persons.rewrap-keys',
    every: { dailyAt: '04:00' },
    async run(ctx) {
      const moved = await inChunks(kit, ctx, { find: findToMove, step: moveToKey });
      const wrapped = await inChunks(kit, ctx, { find: findStale, step: wrapAgain });
      return { done: moved + wrapped };
    },
  };
}

interface Pass {
  readonly find: (kit: AppKit, db: Db, range: { after: string; until: string }) => Promise<string[]>;
  readonly step: (work: Work, ids: readonly string[]) => Promise<number>;
}

async function inChunks(kit: AppKit, ctx: Context, { find, step }: Pass): Promise<number> {
  let done = 0;
  for (let after = firstId; ; ) {
    const from = after;
    const { until, ids } = await kit.read(ctx, async (db) => {
      const last = await lastOfWindow(db, from);
      return { until: last, ids: last === undefined ? [] : await find(kit, db, { after: from, until: last }) };
    });
    if (until === undefined) return done;
    for (let at = 0; at < ids.length; at += chunk) {
      done += await kit.write(ctx, (unit) => step({ kit, ctx, unit }, ids.slice(at, at + chunk)));
    }
    after = until;
  }
}

async function lastOfWindow(db: Db, after: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`
    select (array_agg(id order by id desc))[1] as id
    from (select id from person where id > ${after}::uuid order by id limit ${window}) looked`.execute(db);
  return rows[0]?.id ?? undefined;
}

/** Bytes of a stored value: format, suite, kind of key (0: the provider's, 1: a person's), … */
async function findToMove(_: AppKit, db: Db, { after, until }: { after: string; until: string }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from person p left join person_key k on k.person_id = p.id
    where p.id > ${after}::uuid and p.id <= ${until}::uuid and k.destroyed_at is null and (
      k.person_id is null or 0 in (get_byte(p.name, 2), get_byte(p.id_no, 2), get_byte(p.legacy_id_no, 2),
        get_byte(p.phone, 2), get_byte(p.residence_address, 2))
      or exists (select from person_fact f where f.person_id = p.id and get_byte(f.value, 2) = 0)
    ) order by p.id`.execute(db);
  return rows.map(({ id }) => id);
}

async function moveToKey(work: Work, ids: readonly string[]): Promise<number> {
  const rows = await lockRows(work.unit.db, ids);
  const living = rows.filter(({ erasedAt }) => erasedAt === null);
  for (const row of living) await moveOne(work, row);
  return living.length;
}

function lockRows(db: Db, ids: readonly string[]) {
  return db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['person.id', 'idNo', 'legacyIdNo', 'name', 'phone', 'residenceAddress', ...keyColumns])
    .where('person.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('person.id')
    .forUpdate('person')
    .execute();
}

async function moveOne(work: Work, row: Awaited<ReturnType<typeof lockRows>>[number]): Promise<void> {
  const { kit, unit } = work;
  const key = row.wrappedKey === null ? await giveKey(work, row.id) : row;
  const moved = (column: SecretColumn, stored: Buffer | null) =>
    stored === null ? null : seal(kit, key, column, open(kit, key, column, stored));
  await unit.db
    .updateTable('person')
    .set({
      name: seal(kit, key, 'name', open(kit, key, 'name', row.name)),
      idNo: moved('id_no', row.idNo),
      legacyIdNo: moved('legacy_id_no', row.legacyIdNo),
      phone: moved('phone', row.phone),
      residenceAddress: moved('residence_address', row.residenceAddress),
    })
    .where('id', '=', row.id)
    .execute();
  await moveFacts(work, key);
}

async function moveFacts({ kit, unit }: Work, key: Keyed): Promise<void> {
  const facts = await unit.db.selectFrom('personFact').select(['id', 'value']).where('personId', '=', key.id).execute();
  for (const { id, value } of facts) {
    const moved = sealFact(kit, key, id, openFact(kit, key, id, value));
    await unit.db.updateTable('personFact').set({ value: moved }).where('id', '=', id).execute();
  }
}

async function findStale(kit: AppKit, db: Db, { after, until }: { after: string; until: string }): Promise<string[]> {
  const keys = await db
    .selectFrom('personKey')
    .select(['personId', 'wrapped'])
    .where('personId', '>', after)
    .where('personId', '<=', until)
    .where('wrapped', 'is not', null)
    .execute();
  return keys.flatMap(({ personId, wrapped }) => (wrapped !== null && kit.fields.isStale(wrapped) ? [personId] : []));
}

async function wrapAgain({ kit, unit }: Work, ids: readonly string[]): Promise<number> {
  const keys = await unit.db
    .selectFrom('personKey')
    .select(['personId', 'dataKeyId', 'wrapped'])
    .where('personId', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('personId')
    .forUpdate()
    .execute();
  let done = 0;
  for (const { personId, dataKeyId, wrapped } of keys) {
    if (wrapped === null) continue;
    const again = Buffer.from(kit.fields.rewrap({ dataKeyId, wrapped }).wrapped);
    await unit.db.updateTable('personKey').set({ wrapped: again }).where('personId', '=', personId).execute();
    done += 1;
  }
  return done;
}
