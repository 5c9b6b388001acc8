import { createPdf } from '@mz/pdf';
import type { Report } from './queries.ts';
import { tablesOf, titleOf } from './tables.ts';

/** The report as PDF with text that can be selected, searched and read aloud. */
export async function* pdfOf(report: Report): AsyncGenerator<Uint8Array> {
  const pdf = createPdf({ title: titleOf(report), author: '民政资金发放与监管', createdOn: report.asOf });
  for (const { title, head, rows } of tablesOf(report)) {
    pdf.heading(title);
    pdf.table({ columns: head.map((cell) => ({ title: cell })), rows });
  }
  pdf.pageNumbers();
  yield await pdf.end();
}
