import type { KeyObject } from 'node:crypto';
import type { ExchangeHeader } from '@mz/contracts';
import type { MessagePublicKey, Sm2PrivateKey } from '@mz/crypto';

/** Kind of the signed head. */
export const fileType = 'mz-exchange+jws';
/** Why a file is refused as a whole (income-verification.md §13); of a key that was known once, why it does not count. */
export type FileRefusal =
  | 'FILE_STRUCTURE_INVALID'
  | 'FILE_SIGNATURE_INVALID'
  | 'FILE_KEY_EXPIRED'
  | 'FILE_KEY_NOT_YET_VALID'
  | 'FILE_KEY_REVOKED';

/** The key that a head names, or why the file is refused. */
export type FileSigner =
  | { readonly ok: true; readonly key: MessagePublicKey }
  | { readonly ok: false; readonly code: FileRefusal };

/** What a file is opened with: the keys of this service in both suites, and the keys of whoever may have written it. */
export interface FileKeys {
  readonly privateKey: KeyObject;
  readonly national: Sm2PrivateKey;
  readonly keyOf: (keyId: string) => FileSigner;
}

/** A file as it leaves: encrypted text, and what its head says. */
export interface SealedFile {
  readonly body: string;
  readonly header: ExchangeHeader;
}

/** A file that could be opened: its head holds, its rows are JSON. */
export type OpenedFile =
  | { readonly ok: true; readonly header: ExchangeHeader; readonly rows: readonly unknown[] }
  | { readonly ok: false; readonly code: FileRefusal };

/** The rows of a file, one JSON text a line; nothing for what is no JSON. */
export function readRows(text: string): unknown[] | undefined {
  try {
    return text.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
