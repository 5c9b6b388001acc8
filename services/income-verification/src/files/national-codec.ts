import { createHash } from 'node:crypto';
import { ExchangeHeader } from '@mz/contracts';
import {
  openNational,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  sealNational,
  signNationalText,
  verifyNationalText,
} from '@mz/crypto';
import { Type } from 'typebox';
import Value from 'typebox/value';
import { type FileKeys, fileType, type OpenedFile, readRows, type SealedFile } from './file-form.ts';

const { sha256: digest, ...sameFields } = ExchangeHeader.properties;

/** Head of a file of the national suite: SM3 of the rows (GB/T 32905-2016) where the other has their SHA-256. */
const NationalHeader = Type.Object({ ...sameFields, sm3: digest }, { additionalProperties: false });

/** Writes a batch file of the national suite: the head signed by SM2, the rows below it, all in one SM4 envelope. */
export function sealNationalFile(input: {
  readonly head: Omit<ExchangeHeader, 'count' | 'sha256' | 'key_id'>;
  readonly rows: readonly object[];
  readonly signer: { readonly keyId: string; readonly privateKey: Sm2PrivateKey };
  readonly recipient: { readonly kid: string; readonly publicKey: Sm2PublicKey };
}): SealedFile {
  const { head, rows, signer, recipient } = input;
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const common = { ...head, count: rows.length, key_id: signer.keyId };
  const sm3 = hashOf(text);
  const signing = { kid: signer.keyId, typ: fileType, privateKey: signer.privateKey };
  const signed = signNationalText(JSON.stringify({ ...common, sm3 }), signing);
  return { body: sealNational(Buffer.from(`${signed}\n${text}`), recipient), header: { ...common, sha256: sm3 } };
}

/** Opens a batch file of the national suite; the head's `sha256` is then the SM3 of its rows. */
export function openNationalFile(body: string, keys: FileKeys): OpenedFile {
  const plain = openNational(body, keys.national)?.toString('utf8');
  if (plain === undefined) return { ok: false, code: 'FILE_STRUCTURE_INVALID' };
  const end = plain.indexOf('\n');
  const head = verifiedHead(plain.slice(0, Math.max(end, 0)), keys);
  if (!head.ok) return head;
  const text = plain.slice(end + 1);
  const rows = readRows(text);
  const { header } = head;
  const whole = header !== undefined && header.sha256 === hashOf(text) && header.count === rows?.length;
  return whole && rows !== undefined ? { ok: true, header, rows } : { ok: false, code: 'FILE_STRUCTURE_INVALID' };
}

type Head =
  | { readonly ok: true; readonly header: ExchangeHeader | undefined }
  | Extract<OpenedFile, { readonly ok: false }>;

/** The head that a known key has signed; undefined for one that has another form. */
function verifiedHead(text: string, { keyOf }: FileKeys): Head {
  let refused: Head = { ok: false, code: 'FILE_SIGNATURE_INVALID' };
  const signed = verifyNationalText(text, fileType, (kid) => {
    const found = keyOf(kid);
    if (!found.ok) refused = found;
    return found.ok && 'kind' in found.key ? found.key : undefined;
  });
  if (signed === undefined) return refused;
  const parsed = parsedOf(signed.payload);
  if (!Value.Check(NationalHeader, parsed)) return { ok: true, header: undefined };
  // The key that the head names is the one that signed it.
  if (parsed.key_id !== signed.kid) return refused;
  const { sm3, ...rest } = parsed;
  return { ok: true, header: { ...rest, sha256: sm3 } };
}

function parsedOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function hashOf(text: string): string {
  return createHash('sm3').update(text).digest('hex');
}
