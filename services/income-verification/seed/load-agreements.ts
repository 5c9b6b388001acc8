import { agencyCodes, agencyItems } from '@mz/contracts';
import type { AppKit } from '../src/app-kit.ts';

const province = '370000000000';

/** The province's agreements with all connected agencies from 2014-01-01; runs again without effect. */
export async function loadAgreements(kit: AppKit): Promise<void> {
  await kit.write(kit.system('agreements.seed'), async (unit) => {
    const rows = agencyCodes.map((agencyCode, index) => ({
      id: kit.newId(),
      agencyCode,
      level: 'PROVINCE',
      divisionCode: province,
      docNo: `鲁民协〔2014〕${index + 1}号`,
      items: [...agencyItems[agencyCode]],
      mode: 'RT',
      slaSeconds: 10,
      validFrom: '2014-01-01',
      createdBy: 'start-data',
      createdAt: kit.clock.wall(),
    }));
    await unit.db
      .insertInto('agencyAgreement')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['agencyCode', 'docNo']).doNothing())
      .execute();
  });
}
