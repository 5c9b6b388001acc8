type Row = Readonly<Record<string, unknown>>;

/** One row of each item as the agency writes it and as the agreement has it; the amounts are those of §6.2 where it has some. */
export interface WorkedRow {
  readonly agency: string;
  readonly item: string;
  readonly outer: Row;
  readonly inner: Row;
}

function row(agency: string, item: string, [outer, inner]: readonly [Row, Row]): WorkedRow {
  return { agency, item, outer, inner };
}

/** Persons, their standing and their work. */
const standing = [
  row('PSB_HUKOU', 'HUKOU', [
    {
      ...{ 姓名: '张伟', 性别: '男', 出生日期: '19400302', 户籍地区划代码: '370102001002' },
      ...{
        户口性质: '非农业家庭户口',
        户号: 'B-17',
        户主姓名: '张伟',
        与户主关系代码: '01',
        迁入日期: '',
        迁出日期: '',
      },
      ...{ 户籍状态: '注销', 注销原因: '死亡', 注销日期: '20140510' },
    },
    {
      ...{ name: '张伟', sex: '1', birthDate: '1940-03-02', divisionCode: '370102001002', hukouKind: 'NON_AGRI' },
      ...{ bookNo: 'B-17', headName: '张伟', relationToHead: '01', movedInOn: null, movedOutOn: null },
      ...{ status: 'CANCELLED', cancelReason: 'DEATH', cancelledOn: '2014-05-10' },
    },
  ]),
  row('PSB_EXIT', 'ABROAD', [
    { 出境次数: '6', 境外天数: '91' },
    { trips: 6, days: 91 },
  ]),
  row('HRSS_EMPLOY', 'UNEMPLOYMENT', [
    { 月发放额: '720.00', 起发年月: '201312', 止发年月: '' },
    { monthlyFen: 72_000, firstMonth: '2013-12', lastMonth: null },
  ]),
  row('HRSS_EMPLOY', 'EMPLOYMENT_REG', [
    { 登记状态: '失业', 登记日期: '20120304' },
    { status: 'UNEMPLOYED', registeredOn: '2012-03-04' },
  ]),
  row('HRSS_EMPLOY', 'PUBLIC_POST', [
    { 用人单位: '街道保洁岗', 岗位补贴: '900', 上岗年月: '201401', 离岗年月: '201404' },
    { unit: '街道保洁岗', monthlyFen: 90_000, firstMonth: '2014-01', lastMonth: '2014-04' },
  ]),
  row('MEDICAL_INS', 'INSURED', [
    { 参保险种: '新型农村合作医疗', 参保年度: '2014', 参保状态: '正常' },
    { scheme: 'NCMS', year: 2014, status: 'INSURED' },
  ]),
  row('MEDICAL_INS', 'SETTLEMENT', [
    { 医疗机构: '区人民医院', 结算日期: '20140311', 总费用: '5000.5', 政策范围内费用: '4000.4', 报销金额: '2400.24' },
    {
      ...{ hospital: '区人民医院', settledOn: '2014-03-11', totalFen: 500_050 },
      ...{ inPolicyFen: 400_040, paidFen: 240_024 },
    },
  ]),
  row('DISABLED_FED', 'CERT', [
    {
      ...{ 残疾证号: '37010210001', 残疾类别: '肢体', 残疾等级: '二级', 发证日期: '2009年5月4日' },
      ...{ 有效期至: '2019年5月3日', 证件状态: '有效' },
    },
    {
      ...{ certNo: '37010210001', type: 'PHYSICAL', level: 2, issuedOn: '2009-05-04' },
      ...{ validTo: '2019-05-03', status: 'VALID' },
    },
  ]),
  row('EDU', 'ENROLMENT', [
    { 学校名称: '第二中学', 学段: '高中阶段', 是否全日制: '是', 预计毕业日期: '20160701' },
    { school: '第二中学', level: 'SECONDARY', fullTime: true, until: '2016-07-01' },
  ]),
  row('COURT', 'ALIMONY_JUDGMENT', [
    {
      ...{ 案号: '（2013）民初字第120号', 判决种类: '抚养费', 当事人地位: '权利人', 月给付额: '300.00' },
      ...{ 起算日期: '2013年2月1日', 截止日期: '' },
    },
    {
      ...{ caseNo: '（2013）民初字第120号', kind: 'CHILD_SUPPORT', side: 'PAYEE', monthlyFen: 30_000 },
      ...{ from: '2013-02-01', to: null },
    },
  ]),
  row('PRISON', 'SERVING', [
    { 刑期起日: '2013年11月9日', 刑期止日: '2015年11月8日' },
    { from: '2013-11-09', to: '2015-11-08' },
  ]),
  row('CA_MARRIAGE', 'MARRIAGE', [
    { 婚姻状况: '结婚', 登记日期: '2008/8/8', 对方证件号码: '对方' },
    { status: 'MARRIED', registeredOn: '2008-08-08', partnerIdNo: '对方' },
  ]),
  row('CA_FUNERAL', 'CREMATION', [
    { 火化日期: '20140510', 殡仪馆: '第一殡仪馆' },
    { crematedOn: '2014-05-10', home: '第一殡仪馆' },
  ]),
  row('OTHER_PROVINCE', 'NOT_RECEIVING', [
    { 出具省份: '河南省', 是否享受救助: '否', 出具日期: '2014年4月9日' },
    { province: '河南省', receiving: false, certifiedOn: '2014-04-09' },
  ]),
];

/** What comes in. */
const income = [
  row('HRSS_PENSION', 'PENSION', [
    { 待遇类别: '企业退休', 发放机构: '社会保险事业局', 月养老金: '1820.50', 待遇起始年月: '201006', 发放状态: '发放' },
    { kind: 'ENTERPRISE', payer: '社会保险事业局', monthlyFen: 182_050, firstMonth: '2010-06', status: 'PAYING' },
  ]),
  row('HRSS_PENSION', 'RESIDENT_PENSION', [
    { 基础养老金: '65', 个人账户养老金: '20', 领取起始年月: '201201', 领取状态: '领取' },
    { basicFen: 6_500, accountFen: 2_000, firstMonth: '2012-01', status: 'PAYING' },
  ]),
  row('HRSS_INSURANCE', 'CONTRIBUTION', [
    { 参保身份: '灵活就业', 参保单位: '', 月缴费基数: '2100.00', 缴费起始年月: '201301', 缴费截止年月: '201403' },
    { kind: 'FLEXIBLE', employer: null, baseFen: 210_000, paidFromMonth: '2013-01', paidToMonth: '2014-03' },
  ]),
  row('TAX', 'IIT_WAGE', [
    { 扣缴义务人: '晨光食品厂', 收入额: '960.00', 已扣税额: '0.00', 税款所属期: '201403' },
    { employer: '晨光食品厂', grossFen: 96_000, taxFen: 0, month: '2014-03' },
  ]),
  row('TAX', 'BUSINESS_TAX', [
    { 纳税人名称: '便民百货店', 所属年度: '2013', 营业额档次: '起征点以下' },
    { taxpayer: '便民百货店', year: 2013, turnoverBand: 'BELOW_THRESHOLD' },
  ]),
  row('HOUSING_FUND', 'FUND', [
    { 缴存单位: '鲁丰纸箱厂', 缴存基数: '1200', 月缴存额: '120', 账户余额: '4320.08', 账户状态: '正常' },
    {
      ...{ employer: '鲁丰纸箱厂', baseFen: 120_000, monthlyDepositFen: 12_000 },
      ...{ balanceFen: 432_008, status: 'ACTIVE' },
    },
  ]),
  row('FISCAL_PAY', 'PAYROLL', [
    { 发放单位: '村民委员会', 人员类别: '村干部补贴', 应发金额分: '45000', 发放年月: '201403' },
    { unit: '村民委员会', kind: 'VILLAGE_STIPEND', grossFen: 45_000, month: '2014-03' },
  ]),
  row('AGRI', 'SUBSIDY', [
    { 补贴名称: '粮食直补', 金额: '125.60', 发放日期: '20140320' },
    { kind: 'GRAIN', amountFen: 12_560, paidOn: '2014-03-20' },
  ]),
  row('HOUSING_SEC', 'RENT_SUBSIDY', [
    { 月补贴额: '200', 起发年月: '201401', 止发年月: '' },
    { monthlyFen: 20_000, firstMonth: '2014-01', lastMonth: null },
  ]),
  row('BANK', 'INFLOW', [
    { 银行名称: '泉城试验银行', 起始年月: '201304', 截止年月: '201403', 流入合计: '18000.00' },
    { bank: '泉城试验银行', fromMonth: '2013-04', toMonth: '2014-03', totalFen: 1_800_000 },
  ]),
  row('LAND', 'LAND_COMP', [
    { 被征地村集体: '本村', 补偿金额: '32000', 拨付日期: '2013年9月30日' },
    { village: '本村', amountFen: 3_200_000, paidOn: '2013-09-30' },
  ]),
];

/** What is owned. */
const property = [
  row('PSB_VEHICLE', 'VEHICLE', [
    {
      ...{ 号牌号码: '鲁A***12', 车辆类型: '残疾人机动轮椅车', 使用性质: '非营运', 排量毫升: '49' },
      ...{ 初次登记日期: '20120615', 机动车状态: '正常', 指导价万元: '0.48' },
    },
    {
      ...{ plateMasked: '鲁A***12', type: 'DISABLED_MOBILITY', use: 'PRIVATE', displacementMl: 49 },
      ...{ firstRegisteredOn: '2012-06-15', status: 'NORMAL', listPriceFen: 480_000 },
    },
  ]),
  row('AIC', 'BUSINESS_REG', [
    {
      ...{ 名称: '丰收种植专业合作社', 主体类型: '农民专业合作社', 人员身份: '成员' },
      ...{ 注册资本万元: '3.5', 登记状态: '存续', 成立日期: '2010年3月20日' },
    },
    {
      ...{ name: '丰收种植专业合作社', kind: 'COOPERATIVE', role: 'MEMBER' },
      ...{ capitalFen: 3_500_000, status: 'ACTIVE', registeredOn: '2010-03-20' },
    },
  ]),
  row('HOUSING_REG', 'REAL_ESTATE', [
    {
      ...{ 房屋编号: 'H-0417', 坐落: '本社区', 建筑面积: '52.50', 规划用途: '住宅', 共有份额百分比: '25' },
      ...{ 登记日期: '2003/9/10', 是否查封: '否', 是否抵押: '是' },
    },
    {
      ...{ unitNo: 'H-0417', location: '本社区', areaDm2: 5_250, use: 'DWELLING', shareBp: 2_500 },
      ...{ registeredOn: '2003-09-10', sealed: false, mortgaged: true },
    },
  ]),
  row('HOUSING_REG', 'TRANSACTION', [
    { 房屋编号: 'H-0417', 交易方向: '卖出', 成交价: '318000', 网签日期: '2013/06/01' },
    { unitNo: 'H-0417', kind: 'SALE', priceFen: 31_800_000, contractedOn: '2013-06-01' },
  ]),
  row('HOUSING_SEC', 'PUBLIC_RENTAL', [
    { 房屋坐落: '惠民小区', 建筑面积: '45', 月租金: '120', 起租日期: '20120601' },
    { address: '惠民小区', areaDm2: 4_500, monthlyRentFen: 12_000, from: '2012-06-01' },
  ]),
  row('LAND', 'LAND_USE', [
    { 宗地号: 'L-9', 土地用途: '宅基地', 使用权面积: '166.67', 登记日期: '1998年10月1日' },
    { parcelNo: 'L-9', use: '宅基地', areaDm2: 16_667, registeredOn: '1998-10-01' },
  ]),
  row('AGRI', 'LAND_CONTRACT', [
    { 承包方代表: '张守田', 承包亩数: '3.25', 份额百分比: '', 承包起始日: '19990101' },
    { contractor: '张守田', areaCentiMu: 325, shareBp: null, from: '1999-01-01' },
  ]),
  row('MACHINERY', 'MACHINE', [
    { 机具名称: '拖拉机', 销售价格: '26000', 补贴额: '5000', 购置日期: '2012年4月12日' },
    { type: '拖拉机', valueFen: 2_600_000, subsidyFen: 500_000, boughtOn: '2012-04-12' },
  ]),
  row('BANK', 'DEPOSIT', [
    { 银行名称: '泉城试验银行', 产品种类: '定期', 账户数: '2', 余额: '36000.00', 余额日期: '20140401' },
    { bank: '泉城试验银行', product: 'TERM', accounts: 2, balanceFen: 3_600_000, balanceOn: '2014-04-01' },
  ]),
  row('SECURITIES', 'HOLDING', [
    { 持有市值: '0.00', 估值日期: '20140401', 是否冻结: '是' },
    { marketValueFen: 0, valuedOn: '2014-04-01', frozen: true },
  ]),
  row('INSURANCE', 'CASH_VALUE', [
    { 保险公司: '齐鲁试验人寿', 险种: '年金保险', 现金价值: '8000', 年缴保费: '2400', 计算日期: '2014年4月1日' },
    {
      ...{ insurer: '齐鲁试验人寿', product: 'ANNUITY', cashValueFen: 800_000 },
      ...{ yearlyPremiumFen: 240_000, valuedOn: '2014-04-01' },
    },
  ]),
];

/** Every item that an outside agency answers. */
export const workedRows: readonly WorkedRow[] = [...standing, ...income, ...property];
