import { createPdf } from '@mz/pdf';
import type { InspectionReport } from './report.ts';

/** The report as PDF with text that can be selected, searched and read aloud. */
export async function* pdfOf({ title, createdOn, tables }: InspectionReport): AsyncGenerator<Uint8Array> {
  const pdf = createPdf({ title, author: '区划地名', createdOn });
  for (const table of tables) {
    pdf.heading(table.title);
    pdf.table({ columns: table.head.map((cell) => ({ title: cell })), rows: table.rows });
  }
  pdf.pageNumbers();
  yield await pdf.end();
}
