/** A legal basis with the day from which decisions rest on it. */
export type LegalSource = { readonly from: string; readonly text: string };

/** Review and approval measures, Ministry of Civil Affairs, 2012-12-12. */
const MF_220 = '最低生活保障审核审批办法(试行)(民发〔2012〕220号)';
/** State Council opinion, 2012-09-01. */
const GF_45 = '国务院关于进一步加强和改进最低生活保障工作的意见(国发〔2012〕45号)';
/** Interim Measures for Social Assistance, in force 2014-05-01. */
const SA_649 = '社会救助暂行办法(国务院令第649号)';
const ISSUED = '2012-12-12';
const IN_FORCE_649 = '2014-05-01';

function always(text: string): readonly LegalSource[] {
  return [{ from: ISSUED, text }];
}

function until649(before: string, since: string): readonly LegalSource[] {
  return [
    { from: ISSUED, text: before },
    { from: IN_FORCE_649, text: since },
  ];
}

/** The sources of the rules by subject; a decision stores the one in force on its date. */
export const LAWS = {
  members: always(`${MF_220}第六条`),
  register: always(`${MF_220}第五条`),
  applyAlone: always(`${MF_220}关于单独提出申请的规定`),
  income: always(`${MF_220}第七条`),
  incomeTest: until649(`${MF_220}第四条`, `${SA_649}第九条;${MF_220}第四条`),
  assets: until649(`${MF_220}第四条`, `${SA_649}第九条;${MF_220}第四条`),
  differential: until649(`${GF_45}差额救助的规定`, `${SA_649}第十二条`),
  topUps: until649(`${GF_45}分类施保的规定`, `${SA_649}第十二条第二款`),
  start: always(`${MF_220}关于自批准次月起发放的规定`),
  workRefusal: until649(GF_45, `${SA_649}第四十五条`),
  lowIncome: always('城市低收入家庭认定办法(民发〔2008〕156号)'),
  standards: until649(GF_45, `${SA_649}第十条`),
  review: until649(`${GF_45}动态管理的规定`, `${SA_649}第十三条;${GF_45}动态管理的规定`),
  fund: always('城乡最低生活保障资金管理办法(财社〔2012〕171号)'),
} as const;
