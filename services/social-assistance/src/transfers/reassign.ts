import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { asApplicationRow } from '../applications/index.ts';
import { publishCase } from '../cases/index.ts';
import { requireVillage } from '../divisions/index.ts';
import { type Enrolment, findEnrolment } from '../enrolments/index.ts';
import { getEnrolmentForUpdate } from './queries.ts';
import { countyOf } from './rules.ts';

const movable: ReadonlySet<string> = new Set(['ACTIVE', 'SUSPENDED', 'TAPERING']);

/** A move inside the county: another township holds the case, amount and months stay (handbook §5.4). */
export async function reassignEnrolment(kit: AppKit, ctx: Context, id: string, toDivision: string): Promise<Enrolment> {
  requireVillage(kit, { code: toDivision, day: kit.clock.today(), pointer: '/body/toDivision' });
  await kit.write(ctx, async (unit) => {
    const row = await getEnrolmentForUpdate(unit.db, id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
    if (!movable.has(row.state)) throw fail('STATE_TRANSITION_INVALID');
    if (countyOf(toDivision) !== countyOf(row.currentDivisionCode)) {
      throw fail('TRANSFER_OTHER_COUNTY', { pointer: '/body/toDivision' });
    }
    const set = { currentDivisionCode: toDivision };
    await unit.db
      .updateTable('enrolment')
      .set({ ...set, version: row.version + 1 })
      .where('id', '=', id)
      .execute();
    const application = await unit.db
      .updateTable('application')
      .set(set)
      .where('id', '=', row.applicationId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await publishCase({ kit, ctx, unit }, asApplicationRow(application));
    unit.audit({
      action: ctx.operationId,
      recordType: 'enrolment',
      recordId: id,
      before: { divisionCode: row.currentDivisionCode },
      after: { divisionCode: toDivision },
    });
  });
  return findEnrolment(kit, ctx, id);
}
