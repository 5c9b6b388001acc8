import type { Block, Pdf } from './blocks.ts';

/** What the paper is: its title stands on top and in the metadata. */
export interface PdfHead {
  readonly title: string;
  readonly author: string;
  /** Legal day, `YYYY-MM-DD`. */
  readonly createdOn: string;
}

/** Begins a paper of A4 pages. */
export function createPdf(head: PdfHead): Pdf {
  const blocks: Block[] = [];
  let numbered = false;
  return {
    heading: (text) => void blocks.push({ kind: 'HEADING', text }),
    paragraph: (text) => void blocks.push({ kind: 'PARAGRAPH', text }),
    fields: (rows) => void blocks.push({ kind: 'FIELDS', rows }),
    table: (table) => void blocks.push({ kind: 'TABLE', table }),
    qr: (text, caption) => void blocks.push({ kind: 'QR', text, caption }),
    signatureLine: (label) => void blocks.push({ kind: 'SIGNATURE', label }),
    pageNumbers() {
      numbered = true;
    },
    async end() {
      // Loaded by who wants a PDF: few processes do.
      const { renderPdf } = await import('./render.ts');
      return renderPdf({ ...head, numbered }, blocks);
    },
  };
}
