import type {
  approveParameter as approveOperation,
  OperationInputOf,
  OperationOutputOf,
  proposeParameter as proposeOperation,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { PolicyParameterTable } from '../database.ts';
import { requireDivisionInForce } from '../divisions/index.ts';
import { parameterFaults, parameterOverlap } from './parameter-rules.ts';

type ProposeBody = OperationInputOf<typeof proposeOperation>['body'];
type Parameter = OperationOutputOf<typeof approveOperation>;
type ParameterRow = Selectable<PolicyParameterTable>;

/** Proposes a dated parameter under a key that the rules know; in force when another person has approved it. */
export async function proposeParameter(kit: AppKit, ctx: Context, body: ProposeBody): Promise<Parameter> {
  requireDivisionInForce(kit, { code: body.divisionCode, day: kit.clock.today(), pointer: '/body/divisionCode' });
  kit.authorize(ctx, { divisionCode: body.divisionCode });
  return kit.write(ctx, async (unit) => {
    const faults = parameterFaults(body, {
      inForce: await lockInForce(unit.db, body),
      example: await findExample(unit.db, body.key),
    });
    if (faults.length > 0) throw refusal(faults);
    const row = await unit.db
      .insertInto('policyParameter')
      .values({
        id: kit.newId(),
        key: body.key,
        divisionCode: body.divisionCode,
        value: jsonb(body.value),
        validFrom: body.validFrom,
        validTo: body.validTo ?? null,
        legalBasis: body.legalBasis,
        status: 'PROPOSED',
        proposedBy: ctx.actor.subject,
        recordedAt: kit.clock.wall(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({ action: 'parameters.propose', recordType: 'parameter', recordId: row.id, after: toParameter(row) });
    return toParameter(row);
  });
}

/** Puts a proposed parameter in force; an open row of the same key and division ends on the day before. */
export async function approveParameter(kit: AppKit, ctx: Context, id: string): Promise<Parameter> {
  return kit.write(ctx, async (unit) => {
    const row = await unit.db
      .selectFrom('policyParameter')
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
    if (parameterOverlap(row, inForce)) throw fail('PARAMETER_OVERLAP');
    for (const { id: open, version } of inForce.filter(({ validTo }) => validTo === null)) {
      await unit.db
        .updateTable('policyParameter')
        .set({ validTo: row.validFrom, version: version + 1 })
        .where('id', '=', open)
        .execute();
    }
    const saved = await unit.db
      .updateTable('policyParameter')
      .set({ status: 'IN_FORCE', approvedBy: ctx.actor.subject, version: row.version + 1 })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({
      action: 'parameters.approve',
      recordType: 'parameter',
      recordId: id,
      before: { status: row.status },
      after: toParameter(saved),
    });
    return toParameter(saved);
  });
}

/** A parameter as the API shows it. */
export function toParameter(row: ParameterRow): Parameter {
  return {
    id: row.id,
    key: row.key,
    divisionCode: row.divisionCode,
    value: row.value,
    validFrom: row.validFrom,
    validTo: row.validTo,
    legalBasis: row.legalBasis,
    status: row.status === 'IN_FORCE' ? 'IN_FORCE' : 'PROPOSED',
    version: row.version,
  };
}

function lockInForce(db: Db, { key, divisionCode }: Pick<ParameterRow, 'key' | 'divisionCode'>) {
  return db
    .selectFrom('policyParameter')
    .selectAll()
    .where('key', '=', key)
    .where('divisionCode', '=', divisionCode)
    .where('regionGroup', 'is', null)
    .where('status', '=', 'IN_FORCE')
    .orderBy('validFrom')
    .forUpdate()
    .execute();
}

/** A value that the key has somewhere: it says that the key is known and of which kind its values are. */
async function findExample(db: Db, key: string): Promise<unknown> {
  const row = await db.selectFrom('policyParameter').select('value').where('key', '=', key).limit(1).executeTakeFirst();
  return row?.value;
}
