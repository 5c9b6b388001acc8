import { SpdciEncrypted as Encrypted, type SpdciEncrypted, SpdciEnvelope } from '@mz/contracts';
import { errors, flattenedDecrypt } from 'jose';
import Value from 'typebox/value';
import type { AppKit } from '../app-kit.ts';
import { exchangePair } from '../files/index.ts';

/** A message that could be read, decrypted where it came encrypted. */
export type Opened =
  | { readonly ok: true; readonly header: SpdciEnvelope['header']; readonly message: object; readonly sealed: boolean }
  | { readonly ok: false; readonly code: 'err.request.bad' | 'err.encryption.invalid' };

/** Reads the bytes of a message; an encrypted one is a JWE for the platform's key of batch files. */
export async function openMessage(kit: AppKit, body: string): Promise<Opened> {
  const parsed = parsedOf(body);
  if (!Value.Check(SpdciEnvelope, parsed)) return { ok: false, code: 'err.request.bad' };
  const { header, message } = parsed;
  if (header.is_msg_encrypted !== true) return { ok: true, header, message, sealed: false };
  if (!Value.Check(Encrypted, message)) return { ok: false, code: 'err.encryption.invalid' };
  const plain = parsedOf(await decrypted(kit, message));
  return typeof plain === 'object' && plain !== null
    ? { ok: true, header, message: plain, sealed: true }
    : { ok: false, code: 'err.encryption.invalid' };
}

async function decrypted(kit: AppKit, message: SpdciEncrypted): Promise<string | undefined> {
  const { kid, privateKey } = exchangePair(kit.keys);
  if (message.header.kid !== kid) return undefined;
  try {
    const { plaintext } = await flattenedDecrypt(message, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return Buffer.from(plaintext).toString('utf8');
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function parsedOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
