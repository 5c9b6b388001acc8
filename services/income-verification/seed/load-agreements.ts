import { agencies, saysSubject } from '@mz/agencies';
import type { AppKit } from '../src/app-kit.ts';

const province = '370000000000';
const daySeconds = 86_400;

/**
 * The province's agreement with every agency from 2014-01-01, in the way and for the items that its file says. Those that
 * answer in real time are asked at once; files, discs and letters wait until the province has connected the agency, for their
 * key and the agency's contact are no start data. Runs again without effect.
 */
export async function loadAgreements(kit: AppKit): Promise<void> {
  await kit.write(kit.system('agreements.seed'), async (unit) => {
    const rows = agencies().all.map((agency) => rowOf(kit, agency));
    await unit.db
      .insertInto('agencyAgreement')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['agencyCode', 'docNo']).doNothing())
      .execute();
  });
}

type Agency = ReturnType<typeof agencies>['all'][number];

function rowOf(kit: AppKit, { code, ways, agreement, items }: Agency) {
  const [usual] = ways;
  const way = agreement ?? usual;
  if (way === undefined) throw new Error(`${code} has no way to be asked`);
  const days = 'workingDays' in way.sla ? way.sla.workingDays : null;
  return {
    id: kit.newId(),
    agencyCode: code,
    level: 'PROVINCE',
    divisionCode: province,
    docNo: `鲁民协〔2014〕${code}`,
    items: agreement?.items ?? Object.keys(items),
    mode: way.mode,
    slaSeconds: 'seconds' in way.sla ? way.sla.seconds : way.sla.workingDays * daySeconds,
    slaWorkingDays: days,
    connectedOn: way.mode === 'RT' ? '2014-01-01' : null,
    subjectFrom: saysSubject(code, way.mode) ? '2014-01-01' : null,
    validFrom: '2014-01-01',
    createdBy: 'start-data',
    createdAt: kit.clock.wall(),
  };
}
