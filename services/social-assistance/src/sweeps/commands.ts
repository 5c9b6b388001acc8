import { DibaoProgramme, type OperationInputOf, type startSweep as startOperation } from '@mz/contracts';
import { firstDayOf, scopePrefix, transition } from '@mz/domain';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { requireDivisionInForce } from '../divisions/index.ts';
import { placesOf } from '../rules/index.ts';
import { cutChunks, endRunning } from './chunks.ts';
import { getSweepRow, type Sweep, type SweepRow, toSweep } from './queries.ts';
import { sweepTable } from './rules.ts';

type Body = OperationInputOf<typeof startOperation>['body'];

const chunkSize = 2_000;

/**
 * Starts a sweep of the enrolments that stand now; a second click answers the running one. Throws PROGRAMME_UNKNOWN,
 * DIVISION_NOT_VALID, SCOPE_FORBIDDEN, and PARAMETER_MISSING for a month in which no standard of the programme holds.
 */
export async function startSweep(kit: AppKit, ctx: Context, body: Body): Promise<Sweep> {
  const known: readonly string[] = DibaoProgramme.anyOf.map((one) => one.const);
  if (!known.includes(body.programme)) throw fail('PROGRAMME_UNKNOWN', { pointer: '/body/programme' });
  requireDivisionInForce(kit, { code: body.divisionCode, day: kit.clock.today(), pointer: '/body/divisionCode' });
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  return kit.write(ctx, async (unit) => {
    await requireStandard(unit.db, body);
    const row = (await insertSweep({ kit, ctx, unit }, body)) ?? (await findRunning(unit.db, body));
    if (row === undefined) throw fail('CONCURRENT_CHANGE');
    return toSweep(unit.db, row);
  });
}

async function requireStandard(db: Db, { programme, divisionCode, benefitMonth }: Body): Promise<void> {
  const day = firstDayOf(benefitMonth);
  const prefix = scopePrefix(divisionCode);
  const found = await db
    .selectFrom('policyStandard')
    .select('id')
    .where('programme', '=', programme)
    .where('status', '=', 'IN_FORCE')
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${day}::date`)
    .where(({ eb, or, and }) =>
      or([
        eb('divisionCode', 'in', placesOf({ divisionCode })),
        and([eb('divisionCode', '>=', prefix), eb('divisionCode', '<', `${prefix}~`)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) throw fail('PARAMETER_MISSING', { detail: `policy_standard.${programme}，${day}` });
}

/** Undefined when such a sweep runs already. */
async function insertSweep({ kit, ctx, unit }: Work, body: Body): Promise<SweepRow | undefined> {
  const id = kit.newId();
  const inserted = await unit.db
    .insertInto('sweep')
    .values({ id, ...body, state: 'RUNNING', total: 0, startedBy: ctx.actor.subject, startedAt: kit.clock.wall() })
    // As text: a plan for any value of a parameter does not know that the index of running sweeps holds for it.
    .onConflict((conflict) =>
      conflict
        .columns(['programme', 'divisionCode', 'benefitMonth'])
        .where(sql<SqlBool>`state = 'RUNNING'`)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return undefined;
  const { programme, divisionCode } = body;
  const total = await cutChunks(unit.db, { id, programme, prefix: scopePrefix(divisionCode), chunkSize });
  unit.audit({ action: 'sweeps.start', recordType: 'sweep', recordId: id, after: { ...body, total } });
  return unit.db.updateTable('sweep').set({ total }).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

function findRunning(db: Db, { programme, divisionCode, benefitMonth }: Body): Promise<SweepRow | undefined> {
  return db
    .selectFrom('sweep')
    .selectAll()
    .where('programme', '=', programme)
    .where('divisionCode', '=', divisionCode)
    .where('benefitMonth', '=', benefitMonth)
    .where('state', '=', 'RUNNING')
    .executeTakeFirst();
}

/** Stops a running sweep: no further chunk begins, and what is being computed is not written. */
export function cancelSweep(kit: AppKit, ctx: Context, id: string): Promise<Sweep> {
  return kit.write(ctx, async (unit) => {
    const row = await getSweepRow(unit.db, id, { lock: true });
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.divisionCode });
    if (ctx.grant === undefined) throw fail('ROLE_NOT_PERMITTED');
    const decided = transition(sweepTable, {
      state: row.state,
      action: 'cancel',
      role: ctx.grant.role,
      facts: undefined,
    });
    if (!decided.ok) throw refusal(decided.reasons);
    const saved = await endRunning(unit.db, id, { state: 'CANCELLED', at: kit.clock.wall() });
    if (saved === undefined) throw fail('STATE_TRANSITION_INVALID');
    unit.audit({
      action: 'sweeps.cancel',
      recordType: 'sweep',
      recordId: id,
      before: { state: row.state },
      after: { state: saved.state },
    });
    return toSweep(unit.db, saved);
  });
}
