import { disclosePersons } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { listHolderCandidates } from './queries.ts';
import { type AccountEntry, checkAccount, isHolderName, isHolderOneOf } from './rules.ts';

/** Who holds an account, and whether that is the beneficiary or a registered agent or guardian. */
export interface Holder {
  readonly holderName: string;
  readonly idNo: string | null;
  readonly holderMatches: boolean;
}

/** An account ready to be stored. */
export interface CheckedAccount extends Holder {
  readonly entry: AccountEntry;
  readonly digits: string;
}

/** The payee's person as the disclosure is asked for. */
export interface HolderQuestion {
  readonly enrolmentId: string;
  readonly personId: string;
  readonly caseId: string;
  readonly inCase: boolean;
}

/** The account's digits; throws ACCOUNT_INVALID, never with the number in it. */
export async function checkEntry(kit: AppKit, ctx: Context, entry: AccountEntry): Promise<string> {
  if (entry.holderName !== undefined && !isHolderName(entry.holderName)) {
    throw fail('ACCOUNT_INVALID', { pointer: '/body/account/holderName', detail: '户名不符' });
  }
  const banks = await kit.read(ctx, (db) => db.selectFrom('bank').select('code').execute());
  const checked = checkAccount(entry, new Set(banks.map(({ code }) => code)));
  if (checked.ok) return checked.value;
  const { detail } = checked;
  throw fail(checked.code, { pointer: '/body/account', ...(detail === undefined ? {} : { detail }) });
}

/**
 * Asks people for the payee under the case of the enrolment. A holder written otherwise is looked for among the persons of
 * the enrolment and its registered agents and guardians; one who is none of them is kept and marked (ACCOUNT_OWNER_MISMATCH).
 */
export async function discloseHolder(
  kit: AppKit,
  ctx: Context,
  asked: HolderQuestion,
  written: string | undefined,
): Promise<Holder> {
  const [payee] = await disclose(kit, ctx, asked, [asked.personId]);
  const own = payee?.name ?? '';
  if (!isHolderName(own)) throw fail('ACCOUNT_INVALID', { pointer: '/body/personId', detail: '户名不符' });
  const idNo = payee?.idNo ?? null;
  if (written === undefined || isHolderOneOf(written, [own])) {
    return { holderName: written ?? own, idNo, holderMatches: true };
  }
  const others = await kit.read(ctx, (db) => listHolderCandidates(db, asked));
  const inCase = await disclose(kit, ctx, { ...asked, inCase: true }, others.inCase);
  const registered = await disclose(kit, ctx, { ...asked, inCase: false }, others.registered);
  const found = [...inCase, ...registered].find(({ name }) => isHolderOneOf(written, [name ?? '']));
  return { holderName: written, idNo: found?.idNo ?? null, holderMatches: found !== undefined };
}

/** A person outside the case is asked for with the case as the basis. */
async function disclose(
  kit: AppKit,
  ctx: Context,
  { caseId, inCase }: Pick<HolderQuestion, 'caseId' | 'inCase'>,
  personIds: readonly string[],
): Promise<readonly { readonly name?: string; readonly idNo?: string | null }[]> {
  if (personIds.length === 0) return [];
  const { persons } = await kit.call({ ...ctx, purpose: 'PAY' }, disclosePersons, {
    body: {
      personIds: [...personIds],
      fields: ['name', 'idNo'],
      purpose: 'PAY',
      ...(inCase ? { caseId } : { basisId: caseId }),
    },
  });
  return persons;
}

/** The encrypted columns of an account row. */
export function sealAccount(kit: AppKit, id: string, { digits, holderName, idNo, holderMatches }: CheckedAccount) {
  const encrypt = (column: string, text: string) =>
    kit.fields.encrypt(text, { table: 'account', column, recordId: id });
  return {
    number: encrypt('number', digits),
    numberIndex: kit.indexes.of('payments.account_no', digits),
    holderName: encrypt('holder_name', holderName),
    idNo: idNo === null ? null : encrypt('id_no', idNo),
    holderMatches,
  };
}
