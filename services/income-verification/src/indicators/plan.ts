/** What is asked of an indicator (income-verification.md §11, work plan item 3). */
export interface PlannedIndicator {
  readonly code: string;
  readonly title: string;
  readonly titleEn: string;
  /** A share in hundredths of a percent of the total, a number, or a statistic without a target. */
  readonly kind: 'SHARE' | 'NUMBER' | 'STATISTIC';
  readonly comparator: '>=' | '<=' | '';
  readonly planItem: string | null;
}

/** The indicators in their order. */
export const plannedIndicators: readonly PlannedIndicator[] = [
  { ...share('IV-01', '建立核对机制的县（市、区）比例', 'Counties with a checking mechanism'), planItem: 'T-03-4' },
  { ...number('IV-02', '省级核对办法', 'Provincial checking rule'), planItem: 'T-03-5' },
  {
    ...share('IV-03', '本季出具核对报告的县比例', 'Counties with a report in the quarter'),
    kind: 'STATISTIC',
    comparator: '',
  },
  number('IV-04', '省级已接入协查单位数', 'Agencies connected at the province'),
  share('IV-05', '核对报告按时出具率', 'Reports on time'),
  share('IV-06', '协查单位按时答复率', 'Answers within the agreed time'),
  { ...share('IV-07', '核对发现率', 'Detection'), kind: 'STATISTIC', comparator: '' },
  share('IV-08', '经核对审批率', 'Approvals backed by a valid report'),
  { ...share('IV-09', '异议率', 'Reports objected to'), comparator: '<=' },
  { ...share('IV-10', '授权缺陷退回率', 'Requests returned for authorization defects'), comparator: '<=' },
  share('IV-11', '年度复核率', 'Beneficiaries checked again in 12 months'),
  { ...number('IV-12', '经确认的滥用警报', 'Misuse alarms confirmed'), comparator: '<=' },
];

function share(code: string, title: string, titleEn: string): PlannedIndicator {
  return { code, title, titleEn, kind: 'SHARE', comparator: '>=', planItem: null };
}

function number(code: string, title: string, titleEn: string): PlannedIndicator {
  return { code, title, titleEn, kind: 'NUMBER', comparator: '>=', planItem: null };
}
