import type { Indicator } from './indicator.ts';

/** What the plan says of an indicator (place-names.md §11, work plan items 25–28). */
export interface PlannedIndicator {
  readonly code: Indicator['code'];
  readonly title: string;
  readonly titleEn: string;
  /** A floor to be reached, or a ceiling to be kept. */
  readonly comparator: '>=' | '<=';
  /** The line of the plan that asks for it. */
  readonly planItem: string;
  /** The plan gives a number, kept as a dated parameter; else the rows themselves say how much is asked for. */
  readonly hasTarget: boolean;
}

/** The indicators in their order. */
export const plannedIndicators: readonly PlannedIndicator[] = [
  planned('PN-01', '年度县界联检条数', 'County boundary lines jointly inspected', 'T-26-1'),
  planned('PN-02', '年度县界联检里程', 'County boundary length jointly inspected', 'T-26-2'),
  planned('PN-03', '县级行政区域界线详图', 'Detailed maps of county boundaries', 'T-26-3'),
  planned('PN-04', '皖鲁省级行政区域界线联检', 'Anhui–Shandong provincial joint inspection', 'T-26-4'),
  planned('PN-05', '省界界桩试点更换', 'Pilot replacement of provincial markers', 'T-26-5'),
  { ...planned('PN-06', '全省1:1万地图库完成率', '1:10,000 map library', 'T-27-4'), hasTarget: false },
  planned('PN-07', '《古县神韵》摄制播出集数', 'Episodes of the ancient-county film series', 'T-28-1'),
  { ...planned('PN-08', '年度地名普查任务完成率', 'Yearly census task', 'T-27-3'), hasTarget: false },
  {
    ...planned('PN-09', '区划调整后勘界按期完成', 'Re-survey after division changes in time', 'T-26-7'),
    hasTarget: false,
  },
  {
    ...planned('PN-10', '区划调整方案三项评估齐备', 'Proposals with all three assessments', 'T-25-3'),
    hasTarget: false,
  },
  planned('PN-11', '地名文化遗产保护实施办法', 'Heritage protection measures issued', 'T-27-1'),
  { ...planned('PN-12', '部节点月度核对差异', 'Differences in monthly reconciliation', 'T-27-6'), comparator: '<=' },
  { ...planned('PN-13', '地名查询95分位响应时间', 'Search, 95th percentile', 'T-27-5'), comparator: '<=' },
];

function planned(code: Indicator['code'], title: string, titleEn: string, planItem: string): PlannedIndicator {
  return { code, title, titleEn, comparator: '>=', planItem, hasTarget: true };
}
