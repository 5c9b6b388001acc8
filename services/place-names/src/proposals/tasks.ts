import type { TaskKind } from '@mz/contracts';
import {
  addDays,
  addMonths,
  addWorkingDays,
  type DueDay,
  daysInMonth,
  type LegalDay,
  type WorkCalendar,
} from '@mz/domain';
import type { TaskTerms } from './parameters.ts';

/** A task as it begins. */
export interface NewTask {
  readonly kind: TaskKind;
  /** `YYYY-MM` of a monthly report, else empty. */
  readonly month: string;
  readonly dueOn: LegalDay | null;
  readonly dueProvisional: boolean;
}

/** What a task is called on screens. */
export const taskTitles: Readonly<Record<TaskKind, string>> = {
  ORGANS_HANDOVER: '机构、人员、资产、档案交接',
  SEALS: '印章、牌匾更换',
  SIGNS: '地名标志更换',
  BOUNDARY_SURVEY: '重新勘界',
  CODE_TABLES: '各系统更新区划代码表',
  CERTIFICATES_KEPT: '原证照继续有效，不要求集中更换',
  MONTHLY_REPORT: '督导月报',
};

/** The tasks of a change from the day on which its implementation begins (place-names.md §4.5). */
export function tasksOf(given: {
  readonly on: LegalDay;
  readonly terms: TaskTerms;
  readonly calendar: WorkCalendar;
  /** Null while the codes are provisional: the term has not begun. */
  readonly codesPublishedOn: LegalDay | null;
}): NewTask[] {
  const { on, terms, calendar, codesPublishedOn } = given;
  const codeTables = codesPublishedOn === null ? undefined : codeTableDue(codesPublishedOn, terms, calendar);
  return [
    task('ORGANS_HANDOVER', null),
    task('SEALS', null),
    task('SIGNS', addMonths(on, terms.signsMonths)),
    task('BOUNDARY_SURVEY', addMonths(on, terms.surveyMonths)),
    { ...task('CODE_TABLES', codeTables?.day ?? null), dueProvisional: codeTables?.provisional ?? false },
    task('CERTIFICATES_KEPT', null),
    monthlyReport(on),
  ];
}

/** Until when every service must hold the new code table: working days after the publication of the codes. */
export function codeTableDue(publishedOn: LegalDay, terms: TaskTerms, calendar: WorkCalendar): DueDay {
  return addWorkingDays(calendar, publishedOn, terms.codeTableDays);
}

/** The report of a day's month, due on the month's last day. */
export function monthlyReport(day: LegalDay): NewTask {
  const month = day.slice(0, 7);
  const last = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)));
  return { ...task('MONTHLY_REPORT', `${month}-${last}`), month };
}

/** The last due day of a task that is a red flag today: overdue by the whole number of days. */
export function flaggedUpTo(today: LegalDay, terms: TaskTerms): LegalDay {
  return addDays(today, -terms.redFlagDays);
}

function task(kind: TaskKind, dueOn: LegalDay | null): NewTask {
  return { kind, month: '', dueOn, dueProvisional: false };
}
