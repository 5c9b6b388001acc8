import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { currentSecret, type KeyProvider } from '@mz/crypto';

/** The pair with which this service opens files that agencies encrypt for it. */
export interface ExchangePair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** RFC 8410 §7: the fixed PKCS#8 head of an X25519 private key, followed by its 32 bytes. */
const head = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Derives the pair from a secret of the key store: the store holds secrets and signing keys, no key-agreement keys. */
export function exchangePair(keys: KeyProvider): ExchangePair {
  const { id, secret } = currentSecret(keys, 'data-encryption/income-verification-exchange');
  const bytes = createHmac('sha256', secret).update('mz-exchange-key/1').digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([head, bytes]), format: 'der', type: 'pkcs8' });
  return { kid: id, privateKey, publicKey: createPublicKey(privateKey) };
}
