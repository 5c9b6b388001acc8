import { authorizationSigned, type OperationInputOf, personFacts, type signAuthorization } from '@mz/contracts';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { loadParameters, type Parameters } from '../parameters/index.ts';
import { nextNumber } from '../serial-numbers.ts';
import { type AuthorizationEffects, publicationOf, recordOf } from './commands.ts';
import { type Authorization, type AuthorizationRow, toAuthorization } from './queries.ts';
import { decideSigning, type SigningFacts } from './rules.ts';
import { supersede } from './supersede.ts';

type SigningBody = OperationInputOf<typeof signAuthorization>['body'];

/** Who signs, as people know them. */
export type Signers = Pick<SigningFacts, 'grantor' | 'guardian'>;

/** Records a signed authorization without a printed draft: one person, one scan, one scope. */
export async function sign(
  kit: AppKit,
  ctx: Context,
  body: SigningBody,
  effects: AuthorizationEffects,
): Promise<Authorization> {
  refuseOwn(ctx, body.grantorPersonId);
  const today = kit.clock.today();
  requireDivision(kit, body.divisionCode);
  const signers = await readSigners(kit, ctx, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    kit.authorize(ctx, { divisionCode: body.divisionCode });
    const place = { divisionCode: body.divisionCode, day: today };
    const head = async () => ({ id: kit.newId(), no: await nextNumber(unit.db, 'AUTHORIZATION', place) });
    return toAuthorization(await recordSignature(work, body, { signers, head }, effects));
  });
}

/** Nobody records the authorization of themselves. */
export function refuseOwn(ctx: Context, grantorPersonId: string): void {
  if (ctx.actor.personId === grantorPersonId) throw fail('CONFLICT_OF_INTEREST');
}

/** Throws DIVISION_NOT_VALID for a place whose township is none today. */
export function requireDivision(kit: AppKit, divisionCode: string): void {
  if (!kit.divisions().at(`${divisionCode.slice(0, 9)}000`, kit.clock.today()).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
}

/** What a signature is recorded with: the signers, and id and number, taken once it is sure to stand. */
export interface Recording {
  readonly signers: Signers;
  head(): Promise<{ readonly id: string; readonly no: string }>;
}

/** Decides on a signature and stores it; in force from its first day, and in the place of earlier ones that it covers. */
export async function recordSignature(
  work: Work,
  body: SigningBody,
  { signers, head }: Recording,
  effects: AuthorizationEffects,
): Promise<AuthorizationRow> {
  const { kit, ctx, unit } = work;
  const today = kit.clock.today();
  const parameters = await loadParameters(unit.db, body.divisionCode, today);
  const decision = decideSigning(body, { today, ...signers, ...limits(parameters) });
  if (!decision.ok) throw refusal(decision.reasons);
  const { ok: _, ...dates } = decision;
  const row = { ...rowOf(body), ...dates, ...(await head()), recordedBy: ctx.actor.subject };
  const saved = await unit.db
    .insertInto('meansAuthorization')
    .values({ ...row, createdAt: kit.clock.wall() })
    .onConflict((conflict) => conflict.column('documentSha256').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (saved === undefined) throw fail('AUTHORIZATION_DOC_REUSED', { pointer: '/body/documentSha256' });
  const after = { no: saved.no, purposes: saved.scopePurposes, status: saved.status };
  unit.audit({ ...recordOf(saved), action: 'authorizations.sign', after });
  unit.publish(authorizationSigned, publicationOf(saved));
  if (saved.status === 'ACTIVE') await takeForce(work, saved, effects);
  return saved;
}

/** An authorization is in force: it takes the place of earlier ones, and questions that waited for it go on. */
export async function takeForce(work: Work, row: AuthorizationRow, effects: AuthorizationEffects): Promise<void> {
  await effects.signed(work, row);
  await supersede(work, row, effects);
}

function rowOf(body: SigningBody) {
  const { divisionCode, guardianPersonId, guardianProofSha256, ...rest } = body;
  const { periodFrom: _from, periodTo: _to, validFrom: _valid, ...kept } = rest;
  return {
    ...kept,
    eventDivisionCode: divisionCode,
    currentDivisionCode: divisionCode,
    guardianPersonId: guardianPersonId ?? null,
    guardianProofSha256: guardianProofSha256 ?? null,
  };
}

/** The terms of authorizations that hold in a place (§3.1 [A]). */
export function limits(parameters: Parameters) {
  return {
    adultAge: parameters.number('adult_age'),
    validMonths: parameters.number('authorization_months'),
    capMonths: parameters.number('authorization_cap_months'),
    periodMonths: parameters.number('data_period_default_months'),
    periodMaxMonths: parameters.number('data_period_max_months'),
  };
}

/** Asks people about the signers, for the case that the signature is for. */
export async function readSigners(
  kit: AppKit,
  ctx: Context,
  { grantorPersonId, guardianPersonId, caseId }: Pick<SigningBody, 'grantorPersonId' | 'guardianPersonId' | 'caseId'>,
): Promise<Signers> {
  const personIds = guardianPersonId === undefined ? [grantorPersonId] : [grantorPersonId, guardianPersonId];
  const { persons } = await kit.call({ ...ctx, caseId }, personFacts, { body: { personIds, caseId } });
  const grantor = persons.find(({ personId }) => personId === grantorPersonId);
  if (grantor === undefined) throw fail('SUBJECT_NOT_IN_HOUSEHOLD', { pointer: '/body/grantorPersonId' });
  return { grantor, guardian: persons.find(({ personId }) => personId === guardianPersonId) };
}
