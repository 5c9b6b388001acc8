import { formatYuan, type LegalDay } from '@mz/domain';
import { createPdf, type Pdf } from '@mz/pdf';
import { inWords } from './paper-words.ts';
import type { Report } from './views.ts';

const none = '—';

/** A report as its reader sees it, on paper; equal reports give equal bytes. */
export async function paperOf(
  report: Report,
  { issuedOn, verifyUrl }: { readonly issuedOn: LegalDay; readonly verifyUrl: string },
): Promise<Buffer> {
  const pdf = createPdf({ title: '居民家庭经济状况核对报告', author: '核对中心', createdOn: issuedOn });
  const nameOf = namer(report);
  writeHead(pdf, report);
  writeMembers(pdf, report);
  writeItems(pdf, report, nameOf);
  writeTotals(pdf, report);
  writeSums(pdf, report, nameOf);
  writeAssets(pdf, report, nameOf);
  writeQuestions(pdf, report, nameOf);
  pdf.heading('告知');
  pdf.paragraph(report.legalNotice);
  pdf.fields([
    ['经办人', report.compilerId],
    ['复核人', report.checkerId ?? none],
    ['内容摘要（SHA-256）', report.sha256 ?? none],
  ]);
  pdf.qr(verifyUrl, `扫码或凭报告编号 ${report.reportNo} 与验证码 ${report.verificationCode ?? ''} 核验本报告`);
  pdf.pageNumbers();
  return pdf.end();
}

/** A paper carries no names: members are told apart by their place and their authorization. */
function namer({ members }: Report): (personId: string) => string {
  const places = new Map(members.map(({ personId }, index) => [personId, `成员${index + 1}`]));
  return (personId) => places.get(personId) ?? none;
}

function yuan(fen: number | null): string {
  return fen === null ? none : formatYuan(fen);
}

function writeHead(pdf: Pdf, report: Report): void {
  const { reportNo, reportVersion, issuedOn, validTo, verdict, confidence, missingAgencies, state } = report;
  pdf.fields([
    ['报告编号', reportNo],
    ['版本', `第${reportVersion}版${state === 'SUPERSEDED' ? '（已被新版本取代）' : ''}`],
    ['出具日期', issuedOn ?? none],
    ['有效期至', validTo ?? none],
    ['核对结论', inWords.verdict(verdict)],
    ['提示', report.secondaryFlags.length === 0 ? '无' : report.secondaryFlags.join('、')],
    ['可信程度', inWords.confidence(confidence)],
    ['未答复单位', missingAgencies.length === 0 ? '无' : missingAgencies.join('、')],
  ]);
}

function writeMembers(pdf: Pdf, { members }: Report): void {
  pdf.heading('核对对象');
  pdf.table({
    columns: [{ title: '成员' }, { title: '身份' }, { title: '授权书编号', width: 2 }],
    rows: members.map(({ role, authorizationNo }, index) => [
      `成员${index + 1}`,
      role === 'COUNTED' ? '共同生活的家庭成员' : '赡（抚、扶）养人',
      authorizationNo ?? none,
    ]),
  });
}

function writeItems(pdf: Pdf, { items }: Report, nameOf: (personId: string) => string): void {
  pdf.heading('申报与核对对照');
  pdf.table({
    columns: [
      ...[
        { title: '成员' },
        { title: '项目', width: 2 },
        { title: '申报（元/年）', align: 'right' as const, width: 1.5 },
      ],
      ...[
        { title: '核对（元/年）', align: 'right' as const, width: 1.5 },
        { title: '来源', width: 1.5 },
      ],
      ...[{ title: '截至', width: 1.3 }, { title: '结果', width: 1.3 }, { title: '状态' }],
    ],
    rows: items.map((item) => [
      ...[nameOf(item.personId), inWords.type(item.type) + (item.countable ? '' : '（不计入）')],
      ...[yuan(item.declared), yuan(item.verified), item.source ?? none, item.sourceAsOf ?? none],
      ...[inWords.itemVerdict(item.verdict), inWords.truth(item.truth)],
    ]),
  });
}

function writeTotals(pdf: Pdf, report: Report): void {
  const { limit } = report;
  const sign = limit.comparison === 'LT' ? '低于' : '不高于';
  const income = limit.incomeLimitFen === null ? '不比较' : `${sign} ${yuan(limit.incomeLimitFen)} 元/年`;
  pdf.heading('合计与比较');
  pdf.fields([
    [
      '计入收入',
      report.countableIncomeFen === null ? report.countableIncomeBand : `${yuan(report.countableIncomeFen)} 元/年`,
    ],
    ['不计入收入', report.excludedIncomeFen === null ? none : `${yuan(report.excludedIncomeFen)} 元/年`],
    [
      '人均月收入',
      report.perCapitaMonth === null ? none : `${report.perCapitaMonth} 元（${report.perCapitaMonthExact}）`,
    ],
    ['收入标准', `${income}，共 ${limit.countedMembers} 人`],
    ['标准编号', `${limit.standardId ?? none}，自 ${limit.standardValidFrom ?? none} 起`],
    [
      '人均金融资产',
      report.financialPerHeadFen === null
        ? inWords.band(report.financialBand)
        : `${yuan(report.financialPerHeadFen)} 元`,
    ],
    ['金融资产限额', `${yuan(limit.financialPerHeadFen)} 元/人`],
    ['机动车、住房、工商登记', `${report.vehicles} 辆、${report.dwellings} 套、${report.businesses} 户`],
    [
      '身份与状态',
      report.statusFindings.length === 0 ? '无' : report.statusFindings.map(({ code }) => code).join('、'),
    ],
  ]);
}

function writeSums(pdf: Pdf, { lumpSums, expenditures }: Report, nameOf: (personId: string) => string): void {
  for (const [title, sums] of [
    ['一次性收入（单列，不计入）', lumpSums],
    ['支出', expenditures],
  ] as const) {
    if (sums.length === 0) continue;
    pdf.heading(title);
    pdf.table({
      columns: [
        { title: '成员' },
        { title: '项目', width: 2 },
        { title: '金额（元）', align: 'right' },
        { title: '日期' },
        { title: '来源' },
      ],
      rows: sums.map(({ personId, type, amountFen, on, source }) => [
        ...[nameOf(personId), inWords.type(type), yuan(amountFen), on, source],
      ]),
    });
  }
}

function writeAssets(pdf: Pdf, { assets }: Report, nameOf: (personId: string) => string): void {
  if (assets.length === 0) return;
  pdf.heading('财产明细');
  pdf.table({
    columns: [
      ...[{ title: '成员' }, { title: '类别' }, { title: '标识', width: 2 }, { title: '用途' }],
      ...[
        { title: '价值（元）', align: 'right' as const, width: 1.5 },
        { title: '估价（元）', align: 'right' as const, width: 1.5 },
      ],
      ...[{ title: '份额' }, { title: '计入' }],
    ],
    rows: assets.map((asset) => [
      ...[nameOf(asset.personId), inWords.type(asset.kind), asset.mark ?? none, asset.usage],
      ...[yuan(asset.valueFen), yuan(asset.estimateFen), `${formatYuan(asset.shareBp)}%`, asset.counts ? '是' : '否'],
    ]),
  });
}

function writeQuestions(pdf: Pdf, { questions }: Report, nameOf: (personId: string) => string): void {
  pdf.heading('查询情况');
  pdf.table({
    columns: [
      ...[{ title: '成员' }, { title: '单位', width: 2 }, { title: '项目', width: 2 }],
      ...[{ title: '答复' }, { title: '状态' }, { title: '截至' }],
    ],
    rows: questions.map(({ personId, agencyCode, itemCode, outcome, truth, sourceAsOf }) => [
      ...[nameOf(personId), agencyCode, itemCode, inWords.outcome(outcome), inWords.truth(truth), sourceAsOf ?? none],
    ]),
  });
}
