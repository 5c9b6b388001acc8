export type { Column, Pdf, PdfTable } from './blocks.ts';
export { createPdf, type PdfHead } from './pdf.ts';
