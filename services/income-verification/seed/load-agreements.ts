import { type AgencyCode, agencyItems } from '@mz/contracts';
import type { AppKit } from '../src/app-kit.ts';

const province = '370000000000';

/** Agencies that answer in real time; those of files and letters get their agreements from the province's centre. */
const realTime: readonly AgencyCode[] = [
  ...(['PSB_HUKOU', 'PSB_VEHICLE', 'HRSS_PENSION', 'HRSS_INSURANCE', 'AIC', 'HOUSING_REG'] as const),
  ...(['HOUSING_FUND', 'TAX', 'CA_MARRIAGE', 'CA_FUNERAL', 'CA_BENEFIT'] as const),
];

/** Items that an agency of real time answers in another way. */
const otherwise: ReadonlySet<string> = new Set(['BUSINESS_TAX', 'TRANSACTION']);

/** The province's agreements with all agencies that answer in real time from 2014-01-01; runs again without effect. */
export async function loadAgreements(kit: AppKit): Promise<void> {
  await kit.write(kit.system('agreements.seed'), async (unit) => {
    const rows = realTime.map((agencyCode, index) => ({
      id: kit.newId(),
      agencyCode,
      level: 'PROVINCE',
      divisionCode: province,
      docNo: `鲁民协〔2014〕${index + 1}号`,
      items: agencyItems[agencyCode].filter((item) => !otherwise.has(item)),
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
