/** How files travel to one bank and back. */
export interface Transport {
  /**
   * Hands a file over: it appears whole or not at all, and the same file again is no second one. Other content under its
   * name is refused, but for a signature, which may be given again.
   */
  put(name: string, content: Buffer, may?: { readonly replace: boolean }): Promise<void>;
  /** Names of the return files that wait. */
  listReturns(): Promise<readonly string[]>;
  getReturn(name: string): Promise<Buffer>;
  /** What the bank left beside a return as `<name>.sig`; a bank puts it there before the return. */
  getSignature(name: string): Promise<string | undefined>;
  /** Puts a return file aside once it is recorded. */
  finishReturn(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Largest return file that is taken in. */
export const maxReturnBytes = 8_388_608;

/** Largest signature that is read. */
export const maxSignatureBytes = 1_024;

/** A name that a bank may give to a return file; marks of unfinished writing and signatures are none. */
export function isReturnName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(name) && !/\.(part|sig)$/.test(name);
}
