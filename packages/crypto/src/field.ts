import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { FieldDecryptionError, type FieldHead, type FieldSuite, readParts, writeHead } from './field-format.ts';
import {
  type ColumnKeys,
  deriveColumnKeys,
  expandColumnKeys,
  extractKey,
  type FieldPlace,
  openField,
  sealField,
} from './field-suite.ts';
import { currentSecret, type KeyName, type KeyProvider } from './key-provider.ts';

/** A person's own data key, wrapped by a key of the provider; deleting the row that holds it erases the person's fields. */
export interface WrappedDataKey {
  readonly dataKeyId: string;
  readonly wrapped: Uint8Array;
}

/** A data key that was just made: its first fields are encrypted without unwrapping it. */
export interface NewDataKey extends WrappedDataKey {
  readonly wrapped: Buffer;
}

/** What a person's data key has given so far. */
interface PersonKeys {
  readonly dataKeyId: string;
  readonly secret: Buffer;
  readonly extracted: Map<FieldSuite, KeyObject>;
  readonly columns: Map<string, ColumnKeys>;
}

/** Where a value lives (a copy in another table, column or record does not decrypt), and the person's data key if there is one. */
export interface FieldContext extends FieldPlace {
  readonly dataKey?: WrappedDataKey;
}

/** Encrypts and decrypts text fields; values of both suites and of all key versions stay readable. */
export interface FieldCipher {
  encrypt(plain: string, context: FieldContext): Buffer;
  /** Throws FieldDecryptionError: altered, another context, unknown key, missing data key; never with plain text in it. */
  decrypt(stored: Uint8Array, context: FieldContext): string;
  /** A fresh data key for one person, to be stored beside the person and given as `dataKey` in each context. */
  newDataKey(): NewDataKey;
  /** The same data key wrapped under the provider's current key; values under it stay as they are. */
  rewrap(dataKey: WrappedDataKey): WrappedDataKey;
  /** True when a value (or a wrapped data key) was written under an older key or another suite and should be rewritten. */
  isStale(stored: Uint8Array): boolean;
}

/** Creates a cipher on a named key; each column has its own key, derived from it. */
export function createFieldCipher(
  keys: KeyProvider,
  suite: FieldSuite = 'AES-256-GCM',
  keyName: KeyName = 'data-encryption/fields',
): FieldCipher {
  currentSecret(keys, keyName); // fails at start, not at the first field, when the key cannot be had
  const providerKeys = new Map<string, ColumnKeys>();
  // By the wrapped bytes as they were loaded: a row's fields share their keys, which go when the row goes.
  const personKeys = new WeakMap<Uint8Array, PersonKeys>();

  function personColumnKeys(dataKeyId: string, suite: FieldSuite, context: FieldContext): ColumnKeys {
    const { dataKey } = context;
    if (dataKey?.dataKeyId !== dataKeyId) {
      throw new FieldDecryptionError('FIELD_DATA_KEY_MISSING', 'the data key of this field was not given');
    }
    const known = personKeys.get(dataKey.wrapped);
    const own = known?.dataKeyId === dataKeyId ? known : remember(dataKey, unwrap(dataKey));
    const slot = `${suite} ${context.table} ${context.column}`;
    const columnKeys = own.columns.get(slot);
    if (columnKeys !== undefined) return columnKeys;
    const extracted = own.extracted.get(suite) ?? extractKey(own.secret, suite);
    own.extracted.set(suite, extracted);
    const derived = expandColumnKeys(extracted, suite, context);
    own.columns.set(slot, derived);
    return derived;
  }

  function remember({ dataKeyId, wrapped }: WrappedDataKey, secret: Buffer): PersonKeys {
    const own = { dataKeyId, secret, extracted: new Map(), columns: new Map() };
    personKeys.set(wrapped, own);
    return own;
  }

  function columnKeys(head: FieldHead, context: FieldContext): ColumnKeys {
    if ('dataKeyId' in head) return personColumnKeys(head.dataKeyId, head.suite, context);
    const slot = `${head.keyId} ${head.suite} ${context.table} ${context.column}`;
    const known = providerKeys.get(slot);
    if (known !== undefined) return known;
    const derived = deriveColumnKeys(secretById(keys, head.keyId), head.suite, context);
    providerKeys.set(slot, derived);
    return derived;
  }

  function unwrap({ dataKeyId, wrapped }: WrappedDataKey): Buffer {
    return Buffer.from(decrypt(wrapped, wrappingPlace(dataKeyId)), 'base64url');
  }

  function rewrap({ dataKeyId, wrapped }: WrappedDataKey): WrappedDataKey {
    const place = wrappingPlace(dataKeyId);
    return { dataKeyId, wrapped: encrypt(decrypt(wrapped, place), place) };
  }

  function encrypt(plain: string, context: FieldContext): Buffer {
    // A lone surrogate has no UTF-8 form: it would be stored as U+FFFD and read back as another text.
    if (!plain.isWellFormed()) throw new TypeError('the text has a lone surrogate');
    const dataKeyId = context.dataKey?.dataKeyId;
    const head = dataKeyId === undefined ? { suite, keyId: currentSecret(keys, keyName).id } : { suite, dataKeyId };
    const request = { suite, headBytes: writeHead(head), keys: columnKeys(head, context), place: context };
    return sealField(request, Buffer.from(plain, 'utf8'));
  }

  function decrypt(stored: Uint8Array, context: FieldContext): string {
    const parts = readParts(stored);
    return openField(parts, columnKeys(parts.head, context), context).toString('utf8');
  }

  function newDataKey(): NewDataKey {
    const [dataKeyId, secret] = [randomUUID(), randomBytes(32)];
    const dataKey = { dataKeyId, wrapped: encrypt(secret.toString('base64url'), wrappingPlace(dataKeyId)) };
    remember(dataKey, secret);
    return dataKey;
  }

  function isStale(stored: Uint8Array): boolean {
    const { head } = readParts(stored);
    return head.suite !== suite || ('keyId' in head && head.keyId !== currentSecret(keys, keyName).id);
  }

  return { encrypt, decrypt, newDataKey, rewrap, isStale };
}

function wrappingPlace(dataKeyId: string): FieldPlace {
  return { table: 'mz.data_key', column: 'wrapped', recordId: dataKeyId };
}

function secretById(keys: KeyProvider, keyId: string): KeyObject {
  const key = keys.byId(keyId);
  if (key?.kind !== 'secret' || key.purpose !== 'data-encryption') {
    throw new FieldDecryptionError('FIELD_KEY_UNKNOWN', 'the key of this field is not known here');
  }
  return key.secret;
}
