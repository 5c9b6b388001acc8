import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { accept, type Decision, refuse } from '@mz/domain';

/**
 * Whether a return bears its bank's signature: detached Ed25519 over the bytes as they came, in base64. A bank without a
 * key signs nothing; one with a key is believed only under it (payments.md §5).
 */
export function checkSignature(
  returnKey: JsonWebKey | null,
  { bytes, signature }: { readonly bytes: Buffer; readonly signature: string | undefined },
): Decision<null, 'BANK_FILE_MISMATCH'> {
  if (returnKey === null) return accept(null);
  if (signature === undefined) return refuse('BANK_FILE_MISMATCH', '缺少银行签名');
  const key = createPublicKey({ key: returnKey, format: 'jwk' });
  const isTrue = verify(null, bytes, key, Buffer.from(signature.trim(), 'base64'));
  return isTrue ? accept(null) : refuse('BANK_FILE_MISMATCH', '银行签名不符');
}
