import type { ExchangeHeader, ExchangeKey } from '@mz/contracts';
import { currentSigner, readSm2PublicKey } from '@mz/crypto';
import { fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { nationalSigner, partnerKeysOf } from '../exchange/index.ts';
import { sealFile } from './codec.ts';
import type { SealedFile } from './file-form.ts';
import { sealNationalFile } from './national-codec.ts';

/** A file before it is signed and encrypted. */
export interface FileContent {
  readonly head: Omit<ExchangeHeader, 'count' | 'sha256' | 'key_id'>;
  readonly rows: readonly object[];
}

/**
 * Writes a file for one agency; `exchangeKey` is the key of its agreement, for which a registered one stands in. Throws
 * EXCHANGE_KEY_MISSING where there is neither.
 */
export type SealFor = (exchangeKey: unknown, content: FileContent) => Promise<SealedFile>;

/**
 * How files for an agency are written: in the national suite (SM2, SM3, SM4) when its registered file key is an SM2 key, in
 * the international one otherwise. Ask before the transaction opens.
 */
export async function sealerFor(kit: AppKit, agencyCode: string): Promise<SealFor> {
  const registered = await partnerKeysOf(kit).fileKeyOf(agencyCode);
  if (registered?.key.kty === 'EC') {
    const { keyId, privateKey } = nationalSigner(kit.keys);
    const recipient = { kid: registered.keyId, publicKey: readSm2PublicKey(registered.key) };
    return async (_, content) => sealNationalFile({ ...content, signer: { keyId, privateKey }, recipient });
  }
  const signer = currentSigner(kit.keys, 'signing/income-verification');
  const own = registered?.key.kty === 'OKP' ? registered.key.x : undefined;
  return async (exchangeKey, content) => {
    if (own === undefined && exchangeKey === null) throw fail('EXCHANGE_KEY_MISSING');
    const recipient: ExchangeKey =
      own === undefined
        ? // Parse border: checked by the contract when the agreement was recorded.
          (exchangeKey as ExchangeKey)
        : { kty: 'OKP', crv: 'X25519', x: own, kid: registered?.keyId ?? '' };
    return sealFile({ ...content, signer, recipient });
  };
}
