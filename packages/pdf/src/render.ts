import { createRequire } from 'node:module';
import Writer from 'pdfkit';
import type { Block } from './blocks.ts';
import { drawTable } from './draw-table.ts';
import { type Document, innerWidth, margin, sizeThatFits, startPageFor, textSize } from './page.ts';
import type { PdfHead } from './pdf.ts';
import { qrModules, runsOf } from './qr.ts';

const require = createRequire(import.meta.url);
// All of GB 2312 under the SIL Open Font License; only the glyphs that are used go into the file.
const font = require.resolve('@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf');
const qrSide = 96;
const labelWidth = 120;
const lineHeight = 16;

/** Draws the blocks; equal blocks give equal bytes, because nothing in the file comes from clock or chance. */
export async function renderPdf(
  { title, author, createdOn, numbered }: PdfHead & { readonly numbered: boolean },
  blocks: readonly Block[],
): Promise<Buffer> {
  const info = { Title: title, Author: author, CreationDate: new Date(`${createdOn}T00:00:00+08:00`) };
  const document = new Writer({ size: 'A4', margin, info, lang: 'zh-CN', bufferPages: true });
  document.registerFont('body', font).font('body');
  document.fontSize(18).text(title, { align: 'center' }).moveDown(0.5);
  for (const block of blocks) drawBlock(document, block);
  if (numbered) numberPages(document);
  document.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of document) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function drawBlock(document: Document, block: Block): void {
  document.x = margin;
  switch (block.kind) {
    case 'HEADING':
      startPageFor(document, 4 * lineHeight);
      document.fontSize(12).text(block.text).moveDown(0.2);
      return;
    case 'PARAGRAPH':
      document
        .fontSize(textSize)
        .text(block.text, { width: innerWidth(document), lineGap: 2 })
        .moveDown(0.6);
      return;
    case 'FIELDS':
      for (const [label, value] of block.rows) drawField(document, label, value);
      document.moveDown(0.6);
      return;
    case 'TABLE':
      drawTable(document, block.table);
      return;
    case 'QR':
      drawQr(document, block.text, block.caption);
      return;
    case 'SIGNATURE':
      drawSignature(document, block.label);
  }
}

function drawField(document: Document, label: string, value: string): void {
  const width = innerWidth(document) - labelWidth;
  const size = sizeThatFits(document, value, width);
  const height = Math.max(lineHeight, document.fontSize(size).heightOfString(value, { width }) + 4);
  startPageFor(document, height);
  const { y } = document;
  document.fontSize(textSize).text(label, margin, y, { width: labelWidth - 6 });
  document.fontSize(size).text(value, margin + labelWidth, y, { width });
  document.x = margin;
  document.y = y + height;
}

function drawQr(document: Document, text: string, caption: string): void {
  const modules = qrModules(text);
  const module = qrSide / modules.length;
  startPageFor(document, qrSide + lineHeight);
  const { y } = document;
  for (const { row, from, length } of runsOf(modules))
    document.rect(margin + from * module, y + row * module, length * module, module);
  document.fill('black');
  document.y = y + qrSide;
  document
    .fontSize(textSize)
    .text(caption, margin, document.y, { width: innerWidth(document) })
    .moveDown(0.6);
}

function drawSignature(document: Document, label: string): void {
  startPageFor(document, 2 * lineHeight);
  document.moveDown(0.8);
  const { y } = document;
  document.fontSize(textSize).text(`${label}：`, margin, y, { lineBreak: false });
  document.text('日期：', margin + 300, y, { lineBreak: false });
  for (const [from, to] of [
    [margin + labelWidth, margin + 280],
    [margin + 336, margin + 440],
  ] as const) {
    document
      .moveTo(from, y + 12)
      .lineTo(to, y + 12)
      .lineWidth(0.5)
      .stroke();
  }
  document.x = margin;
  document.y = y + lineHeight + 4;
}

function numberPages(document: Document): void {
  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    const place = document.page.height - margin + 12;
    document.page.margins.bottom = 0;
    document.fontSize(8).text(`第 ${index + 1} 页 共 ${count} 页`, margin, place, { lineBreak: false });
  }
}
