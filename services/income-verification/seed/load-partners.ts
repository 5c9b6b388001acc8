import { agencyItems, agencyRows } from '@mz/contracts';
import type { AppKit } from '../src/app-kit.ts';
import { authorizablePurposes } from '../src/authorizations/index.ts';
import { ownPartner } from '../src/exchange/index.ts';

/** Names of the partner agencies of income-verification.md §4. */
const agencies: Readonly<Record<keyof typeof agencyItems, string>> = {
  PSB_HUKOU: '公安户籍管理部门',
  PSB_VEHICLE: '公安交通管理部门车辆管理所',
  PSB_EXIT: '公安出入境管理部门',
  HRSS_PENSION: '人力资源和社会保障部门（养老）',
  HRSS_INSURANCE: '社会保险经办机构',
  HRSS_EMPLOY: '公共就业服务机构',
  MEDICAL_INS: '医疗保险经办机构',
  TAX: '税务部门',
  AIC: '工商行政管理部门',
  HOUSING_REG: '房屋登记机构',
  HOUSING_SEC: '住房保障部门',
  HOUSING_FUND: '住房公积金管理中心',
  LAND: '国土资源部门',
  AGRI: '农业和财政补贴部门',
  MACHINERY: '农业机械管理部门',
  DISABLED_FED: '残疾人联合会',
  BANK: '银行业金融机构',
  SECURITIES: '证券登记结算机构',
  INSURANCE: '保险机构',
  FISCAL_PAY: '财政工资统发部门',
  EDU: '教育部门',
  COURT: '人民法院',
  PRISON: '监狱管理部门',
  CA_MARRIAGE: '民政婚姻登记机关',
  CA_FUNERAL: '民政殡葬管理部门',
  CA_BENEFIT: '民政救助待遇台账',
  OTHER_PROVINCE: '外省民政部门',
};
const fieldsOf: Readonly<Record<string, { readonly properties: object }>> = agencyRows;

/** Partners, and for each item of each agency the grant of its agreed fields for every purpose; runs again without effect. */
export async function loadPartners(kit: AppKit): Promise<void> {
  await kit.write(kit.system('exchange.seed'), async ({ db }) => {
    const made = { createdBy: 'start-data', createdAt: kit.clock.wall() };
    const named = Object.entries(agencies).map(([code, name]) => ({ code, name, kind: 'AGENCY' }));
    const own = { code: ownPartner, name: '省居民家庭经济状况核对平台', kind: 'PROVINCE' };
    await db
      .insertInto('partner')
      .values([...named, own].map((partner) => ({ ...partner, ...made, id: kit.newId() })))
      .onConflict((conflict) => conflict.column('code').doNothing())
      .execute();
    const granted = Object.entries(agencyItems).flatMap(([partnerCode, items]) =>
      items.flatMap((item) => [...authorizablePurposes].map((purpose) => ({ partnerCode, item, purpose }))),
    );
    const rows = granted.map((grant) => ({
      ...grant,
      ...{ id: kit.newId(), fields: Object.keys(fieldsOf[grant.item]?.properties ?? { note: '' }) },
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
