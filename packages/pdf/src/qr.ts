import encodeQr from 'qr';

/** Dark modules side by side in one row of a QR code. */
export interface Run {
  readonly row: number;
  readonly from: number;
  readonly length: number;
}

/** Modules that must stay light around a QR code (ISO/IEC 18004). */
const quietModules = 4;

/** A QR code as rows of modules, its quiet zone among them; error correction M. */
export function qrModules(text: string): boolean[][] {
  return encodeQr(text, 'raw', { ecc: 'medium', border: quietModules });
}

/** The dark modules as runs: one rectangle each. */
export function runsOf(modules: readonly (readonly boolean[])[]): Run[] {
  return modules.flatMap((cells, row) => {
    const runs: Run[] = [];
    for (let from = 0; from < cells.length; ) {
      const light = cells.indexOf(false, from);
      const end = light === -1 ? cells.length : light;
      if (end > from) runs.push({ row, from, length: end - from });
      from = end + 1;
    }
    return runs;
  });
}
