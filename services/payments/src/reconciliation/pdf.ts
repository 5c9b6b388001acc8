import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import type { Report } from './queries.ts';
import { type ReportTable, tablesOf, titleOf } from './tables.ts';

const require = createRequire(import.meta.url);
// All of GB 2312 under the SIL Open Font License; only the glyphs that are used go into the file.
const font = require.resolve('@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf');
const margin = 48;
const rowHeight = 16;

/** The report as PDF with text that can be selected, searched and read aloud. */
export async function* pdfOf(report: Report): AsyncGenerator<Uint8Array> {
  const info = { Title: titleOf(report), Author: '民政资金发放与监管' };
  // Loaded by who wants a PDF: few processes do.
  const { default: Writer } = await import('pdfkit');
  const document = new Writer({ size: 'A4', margin, info, lang: 'zh-CN', bufferPages: true });
  document.registerFont('body', font).font('body');
  document.fontSize(18).text(titleOf(report), { align: 'center' }).moveDown(0.5);
  for (const table of tablesOf(report)) drawTable(document, table);
  numberPages(document);
  document.end();
  for await (const chunk of document) yield chunk as Uint8Array;
}

type Document = InstanceType<typeof PDFDocument>;

function drawTable(document: Document, { title, head, rows }: ReportTable): void {
  document.x = margin;
  startPageFor(document, 3);
  document.fontSize(12).text(title).moveDown(0.2);
  document.fontSize(9);
  drawRow(document, head);
  const { y } = document;
  document
    .moveTo(margin, y - 2)
    .lineTo(document.page.width - margin, y - 2)
    .lineWidth(0.5)
    .stroke();
  if (rows.length === 0) drawRow(document, ['无']);
  for (const row of rows) drawRow(document, row);
  document.moveDown(0.8);
}

/** One line, each cell in its column; a cell that is too long is written smaller, never cut. */
function drawRow(document: Document, cells: readonly string[]): void {
  startPageFor(document, 1);
  const width = (document.page.width - 2 * margin) / cells.length;
  const { y } = document;
  for (const [index, cell] of cells.entries()) {
    document.fontSize(9);
    const natural = document.widthOfString(cell);
    if (natural > width - 4) document.fontSize((9 * (width - 4)) / natural);
    document.text(cell, margin + index * width, y, { lineBreak: false });
  }
  document.fontSize(9);
  document.x = margin;
  document.y = y + rowHeight;
}

function startPageFor(document: Document, rows: number): void {
  if (document.y + rows * rowHeight > document.page.height - margin - rowHeight) document.addPage();
}

function numberPages(document: Document): void {
  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    const text = `第 ${index + 1} 页 共 ${count} 页`;
    document.page.margins.bottom = 0;
    document.fontSize(8).text(text, margin, document.page.height - margin + 12, { lineBreak: false });
  }
}
