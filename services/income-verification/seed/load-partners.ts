import { agencies } from '@mz/agencies';
import { agencyRows } from '@mz/contracts';
import type { AppKit } from '../src/app-kit.ts';
import { authorizablePurposes } from '../src/authorizations/index.ts';
import { ownPartner } from '../src/exchange/index.ts';

const fieldsOf: Readonly<Record<string, { readonly properties: object }>> = agencyRows;

/** Partners, and for each item of each agency the grant of its agreed fields for every purpose; runs again without effect. */
export async function loadPartners(kit: AppKit): Promise<void> {
  const { all } = agencies();
  await kit.write(kit.system('exchange.seed'), async ({ db }) => {
    const made = { createdBy: 'start-data', createdAt: kit.clock.wall() };
    const named = all.map(({ code, name }) => ({ code, name, kind: 'AGENCY' }));
    const own = { code: ownPartner, name: '省居民家庭经济状况核对平台', kind: 'PROVINCE' };
    await db
      .insertInto('partner')
      .values([...named, own].map((partner) => ({ ...partner, ...made, id: kit.newId() })))
      .onConflict((conflict) => conflict.column('code').doNothing())
      .execute();
    const granted = all.flatMap(({ code: partnerCode, items }) =>
      Object.keys(items).flatMap((item) =>
        [...authorizablePurposes].map((purpose) => ({ partnerCode, item, purpose })),
      ),
    );
    const rows = granted.map((grant) => ({
      ...grant,
      ...{ id: kit.newId(), fields: Object.keys(fieldsOf[grant.item]?.properties ?? {}) },
      ...{ validFrom: '2014-01-01', status: 'IN_FORCE', createdAt: made.createdAt },
      ...{ proposedBy: 'start-data', approvedBy: 'start-data-review' },
    }));
    await db
      .insertInto('exchangeGrant')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}
