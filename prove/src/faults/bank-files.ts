import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFieldCipher, fileKeyProvider } from '@mz/crypto';
import type { Platform } from '../platform/index.ts';

const banks = ['TESTBANK', 'TESTRCB'];

/** Gives each account a number and a holder that payments can read, half of them at each bank. */
export async function fillAccounts(platform: Platform): Promise<void> {
  const keys = fileKeyProvider({ dir: join(platform.surroundings.dataDir, 'keys'), create: true });
  const cipher = createFieldCipher(keys, 'AES-256-GCM', 'data-encryption/payments');
  const accounts = await platform.rows<{ id: string }>('payments', 'select id from account order by id');
  const sealed = accounts.map(({ id }, index) => {
    const put = (column: string, text: string) => cipher.encrypt(text, { table: 'account', column, recordId: id });
    const number = String(6_200_000_000_000_000 + index);
    return {
      id,
      number: put('number', number),
      holder: put('holder_name', '王建国'),
      bank: banks[index % banks.length],
    };
  });
  await platform.rows(
    'payments',
    `update account set number = t.number, holder_name = t.holder, bank_code = t.bank
     from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[]) t (id, number, holder, bank) where account.id = t.id`,
    [
      sealed.map(({ id }) => id),
      sealed.map(({ number }) => number),
      sealed.map(({ holder }) => holder),
      sealed.map(({ bank }) => bank),
    ],
  );
}

/** Each file is with its bank, once and whole, and each line that is owed stands in one file. */
export async function bankFileFaults(platform: Platform): Promise<string[]> {
  const files = await platform.rows<{ bank: string; name: string; sha256: string; state: string }>(
    'payments',
    'select bank_code as bank, file_name as name, sha256, state from bank_file',
  );
  const wrong = await platform.rows<{ fault: string }>(
    'payments',
    `select 'line ' || l.id || ' stands in ' || count(b.line_id) || ' bank files' as fault
     from line l left join bank_file_line b on b.line_id = l.id group by l.id having count(b.line_id) <> 1
     union all
     select 'line ' || l.id || ' is filed with another amount' from line l join bank_file_line b on b.line_id = l.id
     where b.amount_fen <> l.amount_fen - l.deduction_fen`,
  );
  return [
    ...(files.length === 0 ? ['no bank file was written, so nothing is proved'] : []),
    ...files.filter(({ state }) => state !== 'SENT').map(({ name, state }) => `bank file ${name} is ${state}`),
    ...banks.flatMap((bank) => foundAt(platform, bank, files)),
    ...wrong.map(({ fault }) => fault),
  ];
}

function foundAt(
  { surroundings }: Platform,
  bank: string,
  files: readonly { bank: string; name: string; sha256: string }[],
): string[] {
  const folder = join(surroundings.dataDir, 'files', 'bank-files', bank);
  const own = new Map(files.filter((file) => file.bank === bank).map(({ name, sha256 }) => [name, sha256]));
  const found = readdirSync(folder).filter((name) => !name.endsWith('.sig'));
  const hashOf = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return [
    ...found
      .filter((name) => own.get(name) !== hashOf(name))
      .map((name) => `${bank} has ${name}, which is none of ours`),
    ...[...own.keys()].filter((name) => !found.includes(name)).map((name) => `${bank} has no ${name}`),
  ];
}
