import {
  type BankFile,
  confirmRun,
  fileRun,
  getBankFile,
  getRun,
  ledgerBalances,
  listRunLines,
  uploadReturn,
} from '@mz/contracts';
import type { Static } from 'typebox';
import { county, type World } from './world.ts';

/** The run as the finance bureau reads it. */
export async function runOf(world: World, id: string) {
  const answer = await world.payments.call(getRun, { token: await world.as('COUNTY_FINANCE'), params: { id } });
  return answer.body;
}

/** Its lines by id. */
export async function linesOf(world: World, id: string) {
  const token = await world.as('FUND_OFFICER');
  const { body } = await world.payments.call(listRunLines, { token, params: { id }, query: {} });
  return body.items;
}

/** The finance bureau confirms; another subject when one is given. */
export async function confirm(world: World, id: string, subject?: string) {
  const { version } = await runOf(world, id);
  const token = await world.as('COUNTY_FINANCE', subject);
  return world.payments.call(confirmRun, { token, params: { id }, body: {}, version });
}

/** Files the run; gives the answer and the head of the first file. */
export async function fileIt(world: World, id: string) {
  const { version } = await runOf(world, id);
  const token = await world.as('FUND_OFFICER');
  const filed = await world.payments.call(fileRun, { token, params: { id }, body: {}, version });
  const [fileId = ''] = filed.body.bankFileIds ?? [];
  const { body: head } = await world.payments.call(getBankFile, { token, params: { id: fileId } });
  return { filed, head };
}

/** Uploads a bank's return of a file. */
export async function upload(
  world: World,
  head: Static<typeof BankFile>,
  { fileNo, lines }: { fileNo: string; lines: readonly object[] },
) {
  return world.payments.call(uploadReturn, {
    token: await world.as('FUND_OFFICER'),
    body: { fileNo, bankFileId: head.id, originalSha256: head.sha256, lines, totalFen: head.totalFen },
  });
}

/** The books of the county by account; throws when debit and credit differ. */
export async function balancesOf(world: World): Promise<Record<string, number>> {
  const { body } = await world.payments.call(ledgerBalances, {
    token: await world.as('COUNTY_FINANCE'),
    query: { divisionCode: county, programme: 'URBAN_DIBAO' },
  });
  if (!body.balanced) throw new Error('the books do not balance');
  const name = (account: string, level: string | null) => (level === null ? account : `${account}:${level}`);
  return Object.fromEntries(body.balances.map(({ account, level, balanceFen }) => [name(account, level), balanceFen]));
}
