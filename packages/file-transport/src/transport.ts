/** How files travel to one partner and back. */
export interface FileTransport {
  /**
   * Hands a file over: it appears whole or not at all, and the same file again is no second one. Other content under its
   * name is refused (FILE_CONFLICT), unless it may be replaced.
   */
  put(name: string, content: Buffer, may?: { readonly replace: boolean }): Promise<void>;
  /** Names of the whole files that the partner has left, in order. */
  list(): Promise<readonly string[]>;
  /** A file that the partner left; throws TransportError FILE_TOO_LARGE before its bytes are read; `largestBytes` may say less than the transport. */
  get(name: string, largestBytes?: number): Promise<Buffer>;
  /** A small file beside another, such as its signature; undefined when there is none, or it is no small one. */
  getBeside(name: string): Promise<string | undefined>;
  /** Puts a file aside in `done` once it is recorded, under another name when told; a name that is there already stays. */
  finish(name: string, as?: string): Promise<void>;
  /** Names of the files that still lie where they were handed over, or aside in `done`, in order. */
  kept(place: KeptPlace): Promise<readonly string[]>;
  /** SHA-256 and size of such a file; it is never held in memory as a whole. */
  digest(place: KeptPlace, name: string): Promise<FileDigest>;
  /** Deletes such a file; one that is gone already is no fault. */
  discard(place: KeptPlace, name: string): Promise<void>;
  close(): Promise<void>;
}

/** Where a copy stays after its use: with the partner, or aside in `done`. */
export type KeptPlace = 'HANDED_OVER' | 'TAKEN';

/** By what the bytes of a file are known once they are gone. */
export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** Why a file does not travel. */
export class TransportError extends Error {
  readonly code: 'FILE_CONFLICT' | 'FILE_TOO_LARGE';

  constructor(code: 'FILE_CONFLICT' | 'FILE_TOO_LARGE', name: string) {
    super(`${code}: ${name}`);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** Largest file beside another that is read. */
export const maxBesideBytes = 1_024;

/** A name that a partner may give to a file; marks of unfinished writing and signatures are none. */
export function isFileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(name) && !/\.(part|sig)$/.test(name);
}
