import type {
  draftAuthorization,
  getAuthorizationDraft,
  OperationInputOf,
  OperationOutputOf,
  signAuthorizationDraft,
} from '@mz/contracts';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { AuthorizationDraftTable } from '../database.ts';
import { loadParameters } from '../parameters/index.ts';
import { nextNumber } from '../serial-numbers.ts';
import type { AuthorizationEffects } from './commands.ts';
import { type Authorization, toAuthorization } from './queries.ts';
import { decideDraft } from './rules.ts';
import { limits, readSigners, recordSignature, refuseOwn, requireDivision } from './sign.ts';

/** A row of the table. */
export type DraftRow = Selectable<AuthorizationDraftTable>;
type Draft = OperationOutputOf<typeof getAuthorizationDraft>;

/** Prepares an authorization for its printed form. */
export async function draft(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof draftAuthorization>['body'],
): Promise<Draft> {
  refuseOwn(ctx, body.grantorPersonId);
  const today = kit.clock.today();
  requireDivision(kit, body.divisionCode);
  const signers = await readSigners(kit, ctx, body);
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const parameters = await loadParameters(unit.db, body.divisionCode, today);
    const reasons = decideDraft(body, { today, ...signers, ...limits(parameters) });
    if (reasons.length > 0) throw refusal(reasons);
    const { divisionCode, guardianPersonId = null, periodFrom = null, periodTo = null, ...rest } = body;
    const saved = await unit.db
      .insertInto('authorizationDraft')
      .values({
        ...{ ...rest, guardianPersonId, periodFrom, periodTo },
        ...{ id: kit.newId(), no: await nextNumber(unit.db, 'AUTHORIZATION', { divisionCode, day: today }) },
        ...{ eventDivisionCode: divisionCode, currentDivisionCode: divisionCode, state: 'DRAFT' },
        ...{ draftedOn: today, draftedBy: ctx.actor.subject, createdAt: kit.clock.wall() },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const after = { no: saved.no, purposes: saved.scopePurposes };
    unit.audit({ action: 'authorizations.draft', recordType: 'authorization_draft', recordId: saved.id, after });
    return toDraft(saved);
  });
}

/** Records the signature on a printed form: the authorization keeps its id and number. */
export async function signDraft(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof signAuthorizationDraft>,
  effects: AuthorizationEffects,
): Promise<Authorization> {
  const read = await kit.read(ctx, (db) => getDraftRow(db, params.id));
  refuseOwn(ctx, read.grantorPersonId);
  const signers = await readSigners(kit, ctx, asBody(read));
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await getDraftRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    expectVersion(ctx, found.version);
    if (found.state !== 'DRAFT') throw fail('STATE_TRANSITION_INVALID');
    // Nobody signs a form before it was printed.
    if (body.signedOn < found.draftedOn) throw fail('AUTHORIZATION_DATE_INVALID', { pointer: '/body/signedOn' });
    const head = async () => ({ id: found.id, no: found.no });
    const saved = await recordSignature(work, { ...asBody(found), ...body }, { signers, head }, effects);
    await unit.db
      .updateTable('authorizationDraft')
      .set({ state: 'SIGNED', version: found.version + 1 })
      .where('id', '=', found.id)
      .execute();
    return toAuthorization(saved);
  });
}

function asBody(row: DraftRow) {
  const { caseId, grantorPersonId, guardianPersonId, supporter, scopeItems, scopePurposes, continuous } = row;
  return {
    ...{ caseId, grantorPersonId, supporter, scopeItems, scopePurposes, continuous },
    divisionCode: row.currentDivisionCode,
    ...(guardianPersonId === null ? {} : { guardianPersonId }),
    ...(row.periodFrom === null ? {} : { periodFrom: row.periodFrom }),
    ...(row.periodTo === null ? {} : { periodTo: row.periodTo }),
  };
}

/** One draft in the caller's division; throws AUTHORIZATION_UNKNOWN. */
export async function getDraftRow(db: Db, id: string, lock = false): Promise<DraftRow> {
  const query = db.selectFrom('authorizationDraft').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('AUTHORIZATION_UNKNOWN');
  return row;
}

/** The row in the shape of the contract. */
export function toDraft(row: DraftRow): Draft {
  const { id, no, caseId, grantorPersonId, guardianPersonId, supporter, scopeItems, scopePurposes } = row;
  const { periodFrom, periodTo, continuous, draftedOn, version } = row;
  return {
    ...{ id, no, caseId, grantorPersonId, guardianPersonId, supporter, scopeItems, scopePurposes },
    ...{ periodFrom, periodTo, continuous, draftedOn, version },
    divisionCode: row.currentDivisionCode,
    status: row.state,
  };
}
