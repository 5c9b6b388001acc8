/** A place in a file; lines and columns begin with 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The text of a file from one place to another. */
export function textBetween(text: string, { start, end }: { readonly start: Place; readonly end: Place }): string {
  const lines = text.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join('\n');
}

/** A text on one line, with single spaces. */
export function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
