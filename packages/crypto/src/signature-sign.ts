import { contentDigest } from './content-digest.ts';
import { fieldValue, flattenHeaders, hasBody } from './http-message.ts';
import { type MessagePrivateKey, messageAlgorithmOf, signMessage } from './message-key.ts';
import { type Component, componentItem, type SignedMessage, signatureBase } from './signature-base.ts';
import { HTTP_ALGORITHMS, writeParameters } from './signature-parameters.ts';
import { type InnerList, serializeMember } from './structured-fields.ts';

/** Who signs, and from when until when. */
export interface SignerOptions {
  readonly keyId: string;
  readonly privateKey: MessagePrivateKey;
  readonly created: Date;
  readonly expires: Date;
  readonly nonce?: string;
  readonly label: string;
}

/** The headers of a message with its digest; throws TypeError when a body has no content type, which must be signed too. */
export function withDigest(message: {
  readonly headers: Parameters<typeof flattenHeaders>[0];
  readonly body?: Uint8Array | string;
}): Record<string, string> {
  if (hasBody(message) && fieldValue(message.headers, 'content-type') === undefined) {
    throw new TypeError('a signed message with a body has a content type');
  }
  return { ...flattenHeaders(message.headers), 'content-digest': contentDigest(message.body) };
}

/** The two signature fields over the given components of a message whose headers are complete. */
export function signatureFields(
  message: SignedMessage,
  components: readonly Component[],
  signer: SignerOptions,
): { 'signature-input': string; signature: string } {
  const { keyId, privateKey, nonce, label } = signer;
  const parameters = writeParameters({
    created: Math.floor(signer.created.getTime() / 1000),
    expires: Math.floor(signer.expires.getTime() / 1000),
    keyId,
    alg: HTTP_ALGORITHMS[messageAlgorithmOf(privateKey)],
    ...(nonce === undefined ? {} : { nonce }),
  });
  const covered: InnerList = { kind: 'list', items: components.map(componentItem), parameters };
  const base = signatureBase(covered, message);
  if (!base.ok) throw new TypeError(`the message cannot be signed: ${base.code}`);
  const signature = signMessage(privateKey, base.value).toString('base64');
  return { 'signature-input': `${label}=${serializeMember(covered)}`, signature: `${label}=:${signature}:` };
}
