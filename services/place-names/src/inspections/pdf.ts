import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import type { InspectionReport, ReportTable } from './report.ts';

const require = createRequire(import.meta.url);
// All of GB 2312 under the SIL Open Font License; only the glyphs that are used go into the file.
const font = require.resolve('@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf');
const margin = 48;
const gap = 6;

type Document = InstanceType<typeof PDFDocument>;

/** The report as PDF with text that can be selected, searched and read aloud. */
export async function* pdfOf({ title, tables }: InspectionReport): AsyncGenerator<Uint8Array> {
  // Loaded by who wants a PDF: few processes do.
  const { default: Writer } = await import('pdfkit');
  const info = { Title: title, Author: '区划地名' };
  const document = new Writer({ size: 'A4', margin, info, lang: 'zh-CN', bufferPages: true });
  document.registerFont('body', font).font('body');
  document.fontSize(18).text(title, { align: 'center' }).moveDown(0.5);
  for (const table of tables) drawTable(document, table);
  numberPages(document);
  document.end();
  for await (const chunk of document) yield chunk as Uint8Array;
}

function drawTable(document: Document, { title, head, rows }: ReportTable): void {
  document.x = margin;
  document.fontSize(12).text(title).moveDown(0.2);
  document.fontSize(9);
  drawRow(document, head);
  for (const row of rows.length === 0 ? [['无']] : rows) drawRow(document, row);
  document.moveDown(0.8);
}

/** Cells beside each other, each broken into lines in its column; the row is as high as its highest cell. */
function drawRow(document: Document, cells: readonly string[]): void {
  const width = (document.page.width - 2 * margin) / cells.length;
  const options = { width: width - gap };
  const height = Math.max(...cells.map((cell) => document.heightOfString(cell, options)));
  if (document.y + height > document.page.height - margin) document.addPage();
  const { y } = document;
  for (const [index, cell] of cells.entries()) document.text(cell, margin + index * width, y, options);
  document.x = margin;
  document.y = y + height + gap;
}

function numberPages(document: Document): void {
  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    document.page.margins.bottom = 0;
    const place = document.page.height - margin + 12;
    document.fontSize(8).text(`第 ${index + 1} 页 共 ${count} 页`, margin, place, { lineBreak: false });
  }
}
