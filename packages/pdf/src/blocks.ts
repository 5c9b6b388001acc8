/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Share of the width, relative to the other columns; 1 unless told. */
  readonly width?: number;
  readonly align?: 'left' | 'right' | 'center';
}

/** A table of text; without rows it says so. */
export interface PdfTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** What stands on the paper, in the order in which it was written. */
export type Block =
  | { readonly kind: 'HEADING'; readonly text: string }
  | { readonly kind: 'PARAGRAPH'; readonly text: string }
  | { readonly kind: 'FIELDS'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'TABLE'; readonly table: PdfTable }
  | { readonly kind: 'QR'; readonly text: string; readonly caption: string }
  | { readonly kind: 'SIGNATURE'; readonly label: string };

/** A paper that is being written. Equal calls give equal bytes. */
export interface Pdf {
  heading(text: string): void;
  paragraph(text: string): void;
  /** Labels with their values, one below the other. */
  fields(rows: readonly (readonly [label: string, value: string])[]): void;
  /** Breaks over pages, its head repeated on each. */
  table(table: PdfTable): void;
  /** A QR code of the text, with words below it. */
  qr(text: string, caption: string): void;
  /** A line to sign on, with a place for the date. */
  signatureLine(label: string): void;
  /** Puts its number and the number of pages below each page. */
  pageNumbers(): void;
  end(): Promise<Buffer>;
}
