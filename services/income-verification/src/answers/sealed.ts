import type { WrappedDataKey } from '@mz/crypto';
import { fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';

/** Rows of an answer, in the agency's own words. */
export type Rows = readonly Readonly<Record<string, unknown>>[];
/** What people disclosed for a query. */
export interface Identity {
  readonly idNo: string | null;
  readonly name: string;
  readonly birthDate: string;
}

/** The data key of a request; without its row nothing of it can be read again: throws RAW_DELETED. */
export async function getRequestKey(db: Db, requestId: string): Promise<WrappedDataKey> {
  const key = await findRequestKey(db, requestId);
  if (key === undefined) throw fail('RAW_DELETED');
  return key;
}

/** The same, where it may have been deleted after its term. */
export async function findRequestKey(db: Db, requestId: string): Promise<WrappedDataKey | undefined> {
  const query = db.selectFrom('requestKey').select(['dataKeyId', 'wrapped']).where('requestId', '=', requestId);
  return query.executeTakeFirst();
}

/** A sealed place: which column of which record, under which request's key. */
type Place = { readonly recordId: string; readonly dataKey: WrappedDataKey };

/** Encrypts the rows of an answer. */
export function sealRows(kit: AppKit, place: Place, rows: Rows): Buffer {
  return kit.fields.encrypt(JSON.stringify(rows), { table: 'answer', column: 'sealed_rows', ...place });
}

/** Decrypts the rows of an answer. */
export function openRows(kit: AppKit, place: Place, sealed: Uint8Array): Rows {
  // Parse border: only `sealRows` writes this column.
  return JSON.parse(kit.fields.decrypt(sealed, { table: 'answer', column: 'sealed_rows', ...place })) as Rows;
}

/** Encrypts what could not be believed. */
export function sealBody(kit: AppKit, place: Place, body: string): Buffer {
  // A body that is no text at all is kept by its readable characters.
  return kit.fields.encrypt(body.toWellFormed(), { table: 'quarantined_answer', column: 'sealed_body', ...place });
}

/** Encrypts the identity of a person for one request. */
export function sealIdentity(kit: AppKit, place: Place, identity: Identity): Buffer {
  return kit.fields.encrypt(JSON.stringify(identity), {
    table: 'identity_copy',
    column: 'sealed_identity',
    ...place,
  });
}

/** Decrypts the identity of a person for one request. */
export function openIdentity(kit: AppKit, place: Place, sealed: Uint8Array): Identity {
  const text = kit.fields.decrypt(sealed, { table: 'identity_copy', column: 'sealed_identity', ...place });
  // Parse border: only `sealIdentity` writes this column.
  return JSON.parse(text) as Identity;
}

/** Encrypts the text of a letter. */
export function sealLetter(kit: AppKit, place: Place, text: string): Buffer {
  return kit.fields.encrypt(text, { table: 'letter', column: 'text_sealed', ...place });
}

/** Decrypts the text of a letter. */
export function openLetter(kit: AppKit, place: Place, sealed: Uint8Array): string {
  return kit.fields.decrypt(sealed, { table: 'letter', column: 'text_sealed', ...place });
}
