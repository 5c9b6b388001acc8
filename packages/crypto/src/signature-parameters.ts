import { accept, type Decision, refuse } from '@mz/domain';
import type { MessageAlgorithm } from './message-key.ts';
import type { BareItem, Parameters } from './structured-fields.ts';

/** The parameters of a signature, times in whole seconds since 1970; a response needs no nonce: it is bound to a request's. */
export interface SignatureParameters {
  readonly created: number;
  readonly expires: number;
  readonly nonce?: string;
  readonly keyId: string;
  readonly alg: string;
}

/** The names of RFC 9421 §6.2.2; it has none for SM2 with SM3, so `sm2-sm3` is the partners' own agreement: r · s, 64 bytes. */
export const HTTP_ALGORITHMS: Record<MessageAlgorithm, string> = {
  Ed25519: 'ed25519',
  ES256: 'ecdsa-p256-sha256',
  SM2: 'sm2-sm3',
};

const PRINTABLE = /^[\x20-\x7e]{1,256}$/;

/** Writes the parameters in their fixed order; throws TypeError for what could not be read again. */
export function writeParameters(parameters: SignatureParameters): Parameters {
  const { created, expires, nonce, keyId, alg } = parameters;
  const written = new Map<string, BareItem>([
    ['created', { type: 'integer', value: created }],
    ['expires', { type: 'integer', value: expires }],
  ]);
  if (nonce !== undefined) written.set('nonce', { type: 'string', value: nonce });
  written.set('keyid', { type: 'string', value: keyId });
  written.set('alg', { type: 'string', value: alg });
  const read = readParameters(written, nonce !== undefined);
  if (!read.ok) throw new TypeError('created, expires, nonce or keyid of the signature is not valid');
  return written;
}

/** Reads the parameters: all five must be there (the nonce where it is needed) and be of their kind. */
export function readParameters(
  parameters: Parameters,
  needsNonce: boolean,
): Decision<SignatureParameters, 'COMPONENT_MISSING' | 'SIGNATURE_MALFORMED'> {
  const needed = ['created', 'expires', 'keyid', 'alg', ...(needsNonce ? ['nonce'] : [])];
  const missing = needed.find((name) => !parameters.has(name));
  if (missing !== undefined) return refuse('COMPONENT_MISSING', missing);
  const created = seconds(parameters.get('created'));
  const expires = seconds(parameters.get('expires'));
  const keyId = text(parameters.get('keyid'));
  const alg = text(parameters.get('alg'));
  const nonce = text(parameters.get('nonce'));
  const nonceBroken = parameters.has('nonce') && nonce === undefined;
  if (created === undefined || expires === undefined || expires <= created) return refuse('SIGNATURE_MALFORMED');
  if (keyId === undefined || alg === undefined || nonceBroken) return refuse('SIGNATURE_MALFORMED');
  return accept({ created, expires, keyId, alg, ...(nonce === undefined ? {} : { nonce }) });
}

function seconds(bare: BareItem | undefined): number | undefined {
  return bare?.type === 'integer' && Number.isInteger(bare.value) ? bare.value : undefined;
}

function text(bare: BareItem | undefined): string | undefined {
  return bare?.type === 'string' && PRINTABLE.test(bare.value) ? bare.value : undefined;
}
