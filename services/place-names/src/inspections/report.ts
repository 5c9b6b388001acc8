import { formatYuan, type LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { kilometresOf, listMarkerRows, unitName } from '../boundaries/index.ts';
import { getInspectionRow, type InspectionRow } from './queries.ts';

/** A table of the report: title, head and rows of text. */
export interface ReportTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The report of an inspection in words. */
export interface InspectionReport {
  readonly title: string;
  readonly fileName: string;
  readonly createdOn: LegalDay;
  readonly tables: readonly ReportTable[];
}

const states: Readonly<Record<string, string>> = {
  PLANNED: '已列入计划',
  NOTIFIED: '已通知',
  PREPARED: '准备就绪',
  FIELD: '外业中',
  FINDINGS_HANDLED: '问题已处理',
  PROTOCOL_SIGNED: '纪要已签署',
  REPORT_SUBMITTED: '报告已报送',
  FILED: '已备案',
};
const causes: Readonly<Record<string, string>> = {
  DISASTER: '自然灾害',
  RIVER_SHIFT: '河流改道',
  ROAD_CHANGE: '道路变化',
};
const findingKinds: Readonly<Record<string, string>> = {
  LINE: '界线实地',
  MARKER: '界桩',
  REFERENCE_OBJECT: '方位物',
  OTHER_MARK: '其他标志物',
  CROSS_BORDER_WORK: '跨界生产建设',
  DISPUTE: '争议',
};
const conditions: Readonly<Record<string, string>> = {
  INTACT: '完好',
  DAMAGED: '损坏',
  MISSING: '丢失',
  MOVED: '移动',
  REPLACED: '已更换',
};
const none = '—';

/** Collects what stands in the report; throws INSPECTION_UNKNOWN. */
export async function reportOf(kit: AppKit, db: Db, id: string): Promise<InspectionReport> {
  const row = await getInspectionRow(db, id);
  const markers = await listMarkerRows(db, sql`m.line_id = ${row.lineId}::uuid and m.removed_on is null`, 1_000);
  const nameOf = namer(kit, row);
  return {
    title: '行政区域界线联合检查报告',
    fileName: `行政区域界线联合检查报告-${row.lineCode}-${row.planYear}.pdf`,
    createdOn: kit.clock.today(),
    tables: [
      { title: '基本情况', head: ['项目', '内容'], rows: factsOf(row, nameOf) },
      { title: '双方', head: ['一方', '联检组', '人数', '经费（元）', '签署日期'], rows: sidesOf(row, nameOf) },
      {
        title: '发现的问题及处理',
        head: ['类别', '情况', '处理', '处理日期'],
        rows: row.findings.map((finding) => [
          findingKinds[finding.kind] ?? finding.kind,
          finding.description,
          finding.handling ?? none,
          finding.handledOn ?? none,
        ]),
      },
      {
        title: '界桩',
        head: ['界桩号', '状况', '最近检查'],
        rows: markers.map((marker) => [
          marker.markerCode,
          conditions[marker.condition] ?? marker.condition,
          marker.lastCheckedOn ?? none,
        ]),
      },
    ],
  };
}

function namer(kit: AppKit, row: InspectionRow): (code: string) => string {
  const span = { validFrom: row.lineFrom, validTo: row.lineTo };
  const names: { today: LegalDay; span: typeof span } = { today: kit.clock.today(), span };
  return (code) => unitName(kit.divisions(), code, names);
}

function factsOf(row: InspectionRow, nameOf: (code: string) => string): string[][] {
  const lead = row.leadSide === 'A' ? row.codeA : row.codeB;
  return [
    ['界线', `${nameOf(row.codeA)}—${nameOf(row.codeB)}线`],
    ['界线代码', row.lineCode],
    [
      '联检类别',
      row.cause === null ? `定期联检（第${row.cycleNo}轮）` : `临时联检（${causes[row.cause] ?? row.cause}）`,
    ],
    ['计划年度及文号', `${row.planYear}年 ${row.planDoc}`],
    ['牵头方', nameOf(lead)],
    ['计划里程（公里）', kilometresOf(row.plannedM)],
    ['实检里程（公里）', row.inspectedM === null ? none : kilometresOf(row.inspectedM)],
    ['里程提示', row.lengthMismatch ? '实检里程超过计划里程，须核对' : '无'],
    ['外业起止', `${row.fieldStartedOn ?? none} 至 ${row.fieldEndedOn ?? none}`],
    ['纪要', row.protocolDoc ?? none],
    ['报告文号', row.reportDoc ?? none],
    ['备案', row.filedOn === null ? none : `${row.filingDoc ?? none} ${row.filedOn}`],
    ['状态', states[row.state] ?? row.state],
  ];
}

function sidesOf(row: InspectionRow, nameOf: (code: string) => string): string[][] {
  return row.sides.map((side) => [
    nameOf(side.side === 'A' ? row.codeA : row.codeB),
    side.jointGroup ?? none,
    side.crew === null ? none : String(side.crew),
    side.budgetFen === null ? none : formatYuan(side.budgetFen),
    side.signedOn ?? none,
  ]);
}
