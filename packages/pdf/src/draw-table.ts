import type { PdfTable } from './blocks.ts';
import { type Document, innerWidth, margin, sizeThatFits, startPageFor, textSize } from './page.ts';

const gap = 6;

interface Cell {
  readonly text: string;
  readonly x: number;
  readonly size: number;
  readonly options: { readonly width: number; readonly align: 'left' | 'right' | 'center' };
}

/** Draws a table: cells are broken into lines in their column, rows are as high as their highest cell. */
export function drawTable(document: Document, { columns, rows }: PdfTable): void {
  const head = rowOf(
    document,
    columns,
    columns.map(({ title }) => title),
  );
  // A head never stands alone at the foot of a page.
  startPageFor(document, 2 * heightOf(document, head));
  drawHead(document, head);
  if (rows.length === 0) drawRow(document, rowOf(document, columns, ['无']));
  for (const texts of rows) {
    const row = rowOf(document, columns, texts);
    if (startPageFor(document, heightOf(document, row))) drawHead(document, head);
    drawRow(document, row);
  }
  document.moveDown(0.8);
}

function rowOf(document: Document, columns: PdfTable['columns'], texts: readonly string[]): Cell[] {
  const whole = columns.reduce((sum, { width = 1 }) => sum + width, 0);
  let x = margin;
  return columns.slice(0, texts.length).map(({ width = 1, align = 'left' }, index) => {
    const text = texts[index] ?? '';
    const share = (innerWidth(document) * width) / whole;
    const inside = share - gap;
    const cell: Cell = { text, x, size: sizeThatFits(document, text, inside), options: { width: inside, align } };
    x += share;
    return cell;
  });
}

function heightOf(document: Document, row: readonly Cell[]): number {
  return Math.max(...row.map(({ text, size, options }) => document.fontSize(size).heightOfString(text, options))) + gap;
}

function drawHead(document: Document, head: readonly Cell[]): void {
  drawRow(document, head);
  const y = document.y - gap / 2;
  document
    .moveTo(margin, y)
    .lineTo(document.page.width - margin, y)
    .lineWidth(0.5)
    .stroke();
}

function drawRow(document: Document, row: readonly Cell[]): void {
  const { y } = document;
  const height = heightOf(document, row);
  for (const { text, x, size, options } of row) document.fontSize(size).text(text, x, y, options);
  document.fontSize(textSize);
  document.x = margin;
  document.y = y + height;
}
