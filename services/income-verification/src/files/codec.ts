import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { ExchangeHeader, type ExchangeKey } from '@mz/contracts';
import { isNationalEnvelope, type SigningAlgorithm, type SigningKey } from '@mz/crypto';
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, decodeProtectedHeader, errors } from 'jose';
import Value from 'typebox/value';
import { type FileKeys, type FileRefusal, fileType, type OpenedFile, readRows, type SealedFile } from './file-form.ts';
import { openNationalFile } from './national-codec.ts';

const algorithms: Readonly<Record<SigningAlgorithm, string>> = { Ed25519: 'EdDSA', ES256: 'ES256' };

/**
 * Writes a batch file: the head as a compact JWS on the first line, the rows as NDJSON below, all in one JWE
 * (ECDH-ES, A256GCM) for the receiver. The head holds the hash of the rows, so that its signature covers them.
 */
export async function sealFile(input: {
  readonly head: Omit<ExchangeHeader, 'count' | 'sha256' | 'key_id'>;
  readonly rows: readonly object[];
  readonly signer: SigningKey;
  readonly recipient: ExchangeKey;
}): Promise<SealedFile> {
  const { head, rows, signer, recipient } = input;
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const header: ExchangeHeader = { ...head, count: rows.length, sha256: hashOf(text), key_id: signer.id };
  const signed = await new CompactSign(Buffer.from(JSON.stringify(header)))
    .setProtectedHeader({ alg: algorithms[signer.algorithm], kid: signer.id, typ: fileType })
    .sign(signer.privateKey);
  const body = await new CompactEncrypt(Buffer.from(`${signed}\n${text}`))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: recipient.kid })
    .encrypt(createPublicKey({ key: recipient, format: 'jwk' }));
  return { body, header };
}

/**
 * Opens a batch file of either suite: decrypts it, verifies the head's signature against a known key, then count and hash
 * of the rows.
 */
export async function openFile(body: string, keys: FileKeys): Promise<OpenedFile> {
  if (isNationalEnvelope(body)) return openNationalFile(body, keys);
  const plain = await decrypted(body, keys.privateKey);
  if (plain === undefined) return { ok: false, code: 'FILE_STRUCTURE_INVALID' };
  const end = plain.indexOf('\n');
  const verified = await verifiedHead(plain.slice(0, Math.max(end, 0)), keys);
  if (!verified.ok) return verified;
  const { header } = verified;
  const text = plain.slice(end + 1);
  const rows = readRows(text);
  const whole = Value.Check(ExchangeHeader, header) && header.sha256 === hashOf(text) && header.count === rows?.length;
  return whole && rows !== undefined ? { ok: true, header, rows } : { ok: false, code: 'FILE_STRUCTURE_INVALID' };
}

async function decrypted(body: string, privateKey: KeyObject): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(body.trim(), privateKey, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return Buffer.from(plaintext).toString('utf8');
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

type Head = { readonly ok: true; readonly header: unknown } | { readonly ok: false; readonly code: FileRefusal };

const unsigned = { ok: false, code: 'FILE_SIGNATURE_INVALID' } as const;

async function verifiedHead(text: string, { keyOf }: FileKeys): Promise<Head> {
  try {
    const { kid, typ } = decodeProtectedHeader(text);
    const found = kid === undefined || typ !== fileType ? unsigned : keyOf(kid);
    if (!found.ok) return found;
    if ('kind' in found.key) return unsigned;
    const { payload } = await compactVerify(text, found.key, { algorithms: Object.values(algorithms) });
    const header: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    // The key that the head names is the one that signed it.
    return Value.Check(ExchangeHeader, header) && header.key_id !== kid ? unsigned : { ok: true, header };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
      return unsigned;
    throw error;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
