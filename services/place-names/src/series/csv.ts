import type { getPlaceSeries, OperationOutputOf } from '@mz/contracts';

const head = ['年度', '统计日', '区划代码', '区划名称', '原口径', '可比口径', '去向未定'];

/** Both series as lines of RFC 4180, with a byte order mark by which spreadsheets know UTF-8; the residual stands at the end. */
export function* seriesCsv(series: OperationOutputOf<typeof getPlaceSeries>): Generator<string> {
  yield `\uFEFF${lineOf([`${series.title}（${series.unit}）`, `可比口径基准日 ${series.baseOn}`])}`;
  yield lineOf(head);
  for (const { year, reportedOn, divisionCode, divisionName, asReported, sameTerritory } of series.points)
    yield lineOf([year, reportedOn, divisionCode, divisionName, asReported, sameTerritory, '']);
  for (const { year, divisionCode, candidates, count } of series.residual)
    yield lineOf([year, '', divisionCode, candidates.join(' '), '', '', count]);
}

function lineOf(cells: readonly (string | number)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
