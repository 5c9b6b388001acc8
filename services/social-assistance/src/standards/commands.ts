import {
  type approveStandard as approveOperation,
  type OperationInputOf,
  type OperationOutputOf,
  type proposeStandard as proposeOperation,
  standardAdjusted,
} from '@mz/contracts';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { PolicyStandardTable } from '../database.ts';
import { requireAuthority } from '../divisions/index.ts';
import { getParameter } from './parameters.ts';
import { hasFloor, hasStandard, orderFaults, predecessorOf, standardFaults, type Thresholds } from './rules.ts';

type ProposeBody = OperationInputOf<typeof proposeOperation>['body'];
type Standard = OperationOutputOf<typeof approveOperation>;
type StandardRow = Selectable<PolicyStandardTable>;

/** Proposes a standard of a province or city; it is in force when another person has approved it. */
export async function proposeStandard(kit: AppKit, ctx: Context, body: ProposeBody): Promise<Standard> {
  if (!hasStandard(body.programme)) throw fail('PROGRAMME_UNKNOWN', { pointer: '/body/programme' });
  requireAuthority(kit, { code: body.divisionCode, day: kit.clock.today(), pointer: '/body/divisionCode' });
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  return kit.write(ctx, async (unit) => {
    const inForce = await lockInForce(unit.db, body);
    const thresholds = await thresholdsOf(unit.db, body);
    const faults = standardFaults(body, { inForce, thresholds, today: kit.clock.today() });
    if (faults.length > 0) throw refusal(faults);
    const row = await unit.db
      .insertInto('policyStandard')
      .values({
        id: kit.newId(),
        programme: body.programme,
        divisionCode: body.divisionCode,
        amountFen: body.amountFen,
        period: body.period,
        validFrom: body.validFrom,
        publishedDocNo: body.publishedDocNo,
        publishedOn: body.publishedOn,
        consumptionFen: body.consumptionFen ?? null,
        waiverDocNo: body.waiverDocNo ?? null,
        status: 'PROPOSED',
        proposedBy: ctx.actor.subject,
        recordedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({ action: 'standards.propose', recordType: 'standard', recordId: row.id, after: toStandard(row) });
    return toStandard(row);
  });
}

/** Puts a proposed standard in force: the one before it ends on the day before, and everybody is told. */
export async function approveStandard(kit: AppKit, ctx: Context, id: string): Promise<Standard> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('policyStandard')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw fail('NOT_FOUND');
    expectVersion(ctx, row.version);
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [{ subject: row.proposedBy, code: 'TWO_PERSON_REQUIRED' }],
    });
    if (row.status !== 'PROPOSED') throw fail('STATE_TRANSITION_INVALID');
    const inForce = await lockInForce(unit.db, row);
    const faults = orderFaults(row, inForce);
    if (faults.length > 0) throw refusal(faults.map(({ code }) => code));
    const previous = predecessorOf(inForce, row.validFrom);
    if (previous !== undefined && previous.validTo === null) await closeStandard(unit.db, previous, row.validFrom);
    const saved = await unit.db
      .updateTable('policyStandard')
      .set({ status: 'IN_FORCE', approvedBy: ctx.actor.subject, version: row.version + 1 })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const { programme, divisionCode, amountFen, validFrom, version } = saved;
    unit.publish(standardAdjusted, {
      subject: id,
      divisionCode,
      aggregateVersion: version,
      data: { standardId: id, programme, divisionCode, amountFen, validFrom },
    });
    unit.audit({
      action: 'standards.approve',
      recordType: 'standard',
      recordId: id,
      before: { status: row.status, endsEarlier: previous?.id ?? null },
      after: toStandard(saved),
    });
    return toStandard(saved);
  });
}

/** A standard as the API shows it. */
export function toStandard(row: StandardRow): Standard {
  return {
    id: row.id,
    programme: row.programme,
    divisionCode: row.divisionCode,
    amountFen: row.amountFen,
    period: row.period === 'MONTH' ? 'MONTH' : 'YEAR',
    validFrom: row.validFrom,
    validTo: row.validTo,
    publishedDocNo: row.publishedDocNo,
    publishedOn: row.publishedOn,
    status: row.status === 'IN_FORCE' ? 'IN_FORCE' : 'PROPOSED',
    version: row.version,
  };
}

function lockInForce(db: Db, { programme, divisionCode }: Pick<StandardRow, 'programme' | 'divisionCode'>) {
  return db
    .selectFrom('policyStandard')
    .selectAll()
    .where('programme', '=', programme)
    .where('divisionCode', '=', divisionCode)
    .where('status', '=', 'IN_FORCE')
    .orderBy('validFrom')
    .forUpdate()
    .execute();
}

async function closeStandard(db: Db, row: StandardRow, validTo: string): Promise<void> {
  await db
    .updateTable('policyStandard')
    .set({ validTo, version: row.version + 1 })
    .where('id', '=', row.id)
    .execute();
}

async function thresholdsOf(db: Db, body: ProposeBody): Promise<Thresholds> {
  const { programme, divisionCode, validFrom: date } = body;
  const key = hasFloor(programme) ? `standard.floor_bp.${programme}` : 'standard.wubao_rise_min_fen';
  const value = Number((await getParameter(db, key, { divisionCode, date })).value);
  return hasFloor(programme) ? { floorBp: value } : { wubaoRiseFen: value };
}
