import type { OperationOutputOf, readVerificationStatistics } from '@mz/contracts';
import { purposeName } from '../authorizations/index.ts';
import { inWords } from '../reports/index.ts';
import { all } from './lattice.ts';

type Cell = OperationOutputOf<typeof readVerificationStatistics>['items'][number];

/** The lines of RFC 4180 with the byte order mark by which spreadsheets know UTF-8; no cell can hold a separator or a formula. */
export async function* csvOf(items: readonly Cell[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from('\uFEFF月份,区划代码,核对目的,核对结论,报告数\r\n');
  for (const { month, divisionCode, purpose, verdict, reports } of items) {
    const words = [
      purpose === all ? '合计' : purposeName(purpose),
      verdict === all ? '合计' : inWords.verdict(verdict),
    ];
    yield Buffer.from(`${[month, divisionCode, ...words, reports ?? '隐去'].join(',')}\r\n`);
  }
}
