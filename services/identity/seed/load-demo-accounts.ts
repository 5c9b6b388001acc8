import { createHash } from 'node:crypto';
import type { Role } from '@mz/contracts';
import { hashPassword } from '../src/accounts/index.ts';
import type { AppKit } from '../src/app-kit.ts';
import { type DemoAccount, demoAccounts } from './demo-accounts.ts';

/** The password of every demo account, for the log-in page; the README names it. */
export const demoPassword = 'qilu-demo-2014';

/** Loads the demo accounts once; a second run changes nothing. Only where development tokens are on. */
export async function loadDemoAccounts(kit: AppKit): Promise<void> {
  if (!kit.config.developmentTokens) return;
  const passwordHash = await hashPassword(demoPassword);
  await kit.write(kit.system('accounts.seed'), async ({ db }) => {
    for (const demo of demoAccounts) {
      const id = idOf(`account/${demo.account}`);
      const createdAt = kit.clock.wall();
      const subject = demo.subject ?? demo.account;
      const row = { id, accountName: demo.account, subject, personId: idOf(`person/${subject}`), passwordHash };
      await db
        .insertInto('account')
        .values({ ...row, createdAt, createdBy: 'seed' })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await db
        .insertInto('roleGrant')
        .values(grantOf(demo, id, createdAt))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

function grantOf(demo: DemoAccount, accountId: string, createdAt: Date) {
  const role: Role = demo.role;
  return {
    id: idOf(`grant/${demo.account}/${role}`),
    accountId,
    role,
    divisionCode: demo.division,
    validFrom: demo.validFrom ?? '2014-01-01',
    validTo: null,
    status: 'IN_FORCE',
    proposedBy: 'seed-1',
    approvedBy: 'seed-2',
    createdAt,
  };
}

/** The same name gives the same id in every development stack. */
function idOf(name: string): string {
  const hash = createHash('sha256').update(`mz-demo/${name}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
