import type PDFDocument from 'pdfkit';

/** The document that is drawn on. */
export type Document = InstanceType<typeof PDFDocument>;

export const margin = 48;
export const textSize = 9;

/** Width between the margins. */
export function innerWidth(document: Document): number {
  return document.page.width - 2 * margin;
}

/** Begins a page unless this height is left on the current one; says whether it did. */
export function startPageFor(document: Document, height: number): boolean {
  if (document.y + height <= document.page.height - margin) return false;
  document.addPage();
  document.x = margin;
  return true;
}

/** The size at which the longest word of a text fits a width: words are written smaller, never cut. */
export function sizeThatFits(document: Document, text: string, width: number): number {
  document.fontSize(textSize);
  const words = text.match(/[\x21-\x7e]+/g) ?? [];
  const longest = Math.max(0, ...words.map((word) => document.widthOfString(word)));
  // A little less than the width: equal widths would break by the last digit of a product.
  return longest <= width ? textSize : (0.98 * textSize * width) / longest;
}
