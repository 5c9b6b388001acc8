import { disclosePersons } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type AccountEntry, checkAccount, isHolderName } from './rules.ts';

/** An account ready to be stored: digits and the holder as people disclosed them. */
export interface CheckedAccount {
  readonly entry: AccountEntry;
  readonly digits: string;
  readonly holderName: string;
  readonly idNo: string | null;
}

/** The account's digits; throws ACCOUNT_INVALID, never with the number in it. */
export async function checkEntry(kit: AppKit, ctx: Context, entry: AccountEntry): Promise<string> {
  const banks = await kit.read(ctx, (db) => db.selectFrom('bank').select('code').execute());
  const checked = checkAccount(entry, new Set(banks.map(({ code }) => code)));
  if (checked.ok) return checked.value;
  const { detail } = checked;
  throw fail(checked.code, { pointer: '/body/account', ...(detail === undefined ? {} : { detail }) });
}

/** Asks people for the holder under the case of the enrolment; a guardian outside the case by the enrolment as basis. */
export async function discloseHolder(
  kit: AppKit,
  ctx: Context,
  holder: { readonly personId: string; readonly caseId: string; readonly inCase: boolean },
): Promise<{ holderName: string; idNo: string | null }> {
  const { personId, caseId, inCase } = holder;
  const { persons } = await kit.call({ ...ctx, purpose: 'PAY' }, disclosePersons, {
    body: {
      personIds: [personId],
      fields: ['name', 'idNo'],
      purpose: 'PAY',
      ...(inCase ? { caseId } : { basisId: caseId }),
    },
  });
  const [person] = persons;
  const holderName = person?.name ?? '';
  if (!isHolderName(holderName)) throw fail('ACCOUNT_INVALID', { pointer: '/body/personId', detail: '户名不符' });
  return { holderName, idNo: person?.idNo ?? null };
}

/** The encrypted columns of an account row. */
export function sealAccount(kit: AppKit, id: string, { digits, holderName, idNo }: CheckedAccount) {
  const encrypt = (column: string, text: string) =>
    kit.fields.encrypt(text, { table: 'account', column, recordId: id });
  return {
    number: encrypt('number', digits),
    numberIndex: kit.indexes.of('payments.account_no', digits),
    holderName: encrypt('holder_name', holderName),
    idNo: idNo === null ? null : encrypt('id_no', idNo),
  };
}
