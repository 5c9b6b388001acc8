import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ExchangeHeader, type ExchangeKey } from '@mz/contracts';
import { currentSecret, currentSigner, type KeyName } from '@mz/crypto';
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from 'jose';
import Value from 'typebox/value';
import type { AppKit } from './app-kit.ts';

const type = 'mz-exchange+jws';
/** RFC 8410 §7: the fixed PKCS#8 head of an X25519 private key, followed by its 32 bytes. */
const head = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The agencies' side of the batch file convention (income-verification.md §4), written from the convention alone. */
export interface FileCodec {
  /** The public key that an agreement on files names. */
  publicKey(): ExchangeKey;
  /** The rows of a file of the platform; throws when it does not hold. */
  open(body: string): Promise<{ readonly header: ExchangeHeader; readonly rows: readonly unknown[] }>;
  /** An answer file: encrypted for the platform, signed by the agencies unless `signer` says otherwise. */
  seal(file: FileToSeal): Promise<{ readonly header: ExchangeHeader; readonly body: string }>;
}

/** An answer file before it has a hash. */
export interface FileToSeal {
  readonly head: Pick<ExchangeHeader, 'file_no' | 'agency' | 'item' | 'created_at'>;
  readonly rows: readonly object[];
  /** What goes wrong on purpose. */
  readonly fault:
    | 'BAD_HASH'
    | 'BAD_COUNT'
    | 'UNKNOWN_KEY'
    | 'WRONG_SIGNATURE'
    | 'WRONG_JSON'
    | 'WRONG_CHARSET'
    | undefined;
}

/** Keys come from the shared store of a development stack, as those of the signed calls do. */
export function createFileCodec(kit: AppKit): FileCodec {
  const own = pairOf(kit, 'data-encryption/agency-simulator-exchange');
  const platform = pairOf(kit, 'data-encryption/income-verification-exchange');
  return {
    publicKey() {
      const { x = '' } = own.publicKey.export({ format: 'jwk' });
      return { kty: 'OKP', crv: 'X25519', x, kid: own.kid };
    },
    async open(body) {
      const { plaintext } = await compactDecrypt(body, own.privateKey);
      const text = Buffer.from(plaintext).toString('utf8');
      const end = text.indexOf('\n');
      const signer = currentSigner(kit.keys, 'signing/income-verification');
      const { payload } = await compactVerify(text.slice(0, end), signer.publicKey, { algorithms: ['EdDSA'] });
      const header: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
      const lines = text.slice(end + 1);
      const rows = lines.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
      const holds =
        Value.Check(ExchangeHeader, header) && header.sha256 === hashOf(lines) && header.count === rows.length;
      if (!holds) throw new Error('The file does not hold');
      return { header, rows };
    },
    async seal({ head: start, rows, fault }) {
      const text = linesOf(rows, fault);
      const signer = currentSigner(kit.keys, fault === 'UNKNOWN_KEY' ? 'signing/stranger' : 'signing/agency-simulator');
      const header: ExchangeHeader = {
        ...start,
        kind: 'ANSWER',
        count: rows.length + (fault === 'BAD_COUNT' ? 1 : 0),
        sha256: hashOf(fault === 'BAD_HASH' ? Buffer.concat([text, Buffer.from(' ')]) : text),
        key_id: signer.id,
      };
      const signed = await new CompactSign(Buffer.from(JSON.stringify(header)))
        .setProtectedHeader({ alg: 'EdDSA', kid: signer.id, typ: type })
        .sign(signer.privateKey);
      const kept = fault === 'WRONG_SIGNATURE' ? `${signed.slice(0, -8)}AAAAAAAA` : signed;
      const body = await new CompactEncrypt(Buffer.concat([Buffer.from(`${kept}\n`), text]))
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: platform.kid })
        .encrypt(platform.publicKey);
      return { header, body };
    },
  };
}

function pairOf(kit: AppKit, name: KeyName): { kid: string; privateKey: KeyObject; publicKey: KeyObject } {
  const { id, secret } = currentSecret(kit.keys, name);
  const bytes = createHmac('sha256', secret).update('mz-exchange-key/1').digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([head, bytes]), format: 'der', type: 'pkcs8' });
  return { kid: id, privateKey, publicKey: createPublicKey(privateKey) };
}

/** The rows as they leave; the hash and the signature are right even where the form is wrong. */
function linesOf(rows: readonly object[], fault: FileToSeal['fault']): Buffer {
  const lines = rows.map((row) => JSON.stringify(row));
  if (fault === 'WRONG_JSON') return Buffer.from(lines.map((line) => `${line.slice(0, -1)}\n`).join(''));
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  // GB 18030 of 张 where UTF-8 was agreed.
  return fault === 'WRONG_CHARSET' ? Buffer.concat([Buffer.from([0xd5, 0xc5]), text]) : text;
}

function hashOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
