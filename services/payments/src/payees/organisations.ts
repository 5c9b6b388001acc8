import type { createOrganisationPayee, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { parseCreditCode } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { checkEntry } from './account-entry.ts';
import { addAccount, organisationHolder } from './commands.ts';
import { showPayee } from './queries.ts';
import { isHolderName } from './rules.ts';

/** Clerk: an institution that is paid for many persons, without a person of its own (payments.md §2). */
export async function addOrganisation(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof createOrganisationPayee>['body'],
): Promise<OperationOutputOf<typeof createOrganisationPayee>> {
  const { kind, name, divisionCode } = body;
  const creditCode = parseCreditCode(body.creditCode);
  if (!creditCode.ok) throw fail('CREDIT_CODE_INVALID', { pointer: '/body/creditCode' });
  if (!isHolderName(name)) throw fail('ACCOUNT_INVALID', { pointer: '/body/name', detail: '户名不符' });
  if (!kit.divisions().validate(divisionCode, kit.clock.today()).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
  const digits = await checkEntry(kit, ctx, body.account);
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode });
    const now = kit.clock.wall();
    const row = {
      id: kit.newId(),
      kind,
      organisationName: name,
      creditCode: creditCode.value.code,
      currentDivisionCode: divisionCode,
      createdBy: ctx.actor.subject,
      createdAt: now,
      updatedAt: now,
    };
    await refusing({ payee_of_organisation: 'PAYEE_DUPLICATE' }, unit.db.insertInto('payee').values(row).execute());
    const account = { entry: body.account, digits, ...organisationHolder(name, body.account.holderName) };
    await addAccount({ kit, ctx, unit }, row, { account });
    unit.audit({
      action: 'payees.createOrganisation',
      recordType: 'payee',
      recordId: row.id,
      after: { kind, name, bankCode: body.account.bankCode },
    });
    return showPayee(kit, unit.db, row.id);
  });
}
