import { accept, type Decision, refuse } from '@mz/domain';
import { type HttpRequest, type HttpResponse, targetUri } from './http-message.ts';
import type { MessagePrivateKey } from './message-key.ts';
import type { SignedMessage } from './signature-base.ts';
import { signatureFields, withDigest } from './signature-sign.ts';
import {
  checkSignature,
  checkTimes,
  DEFAULT_LABEL,
  DEFAULT_SKEW_SECONDS,
  readSignature,
  requiredComponents,
  type SignatureRefusal,
  type VerifyOptions,
} from './signature-verify.ts';

/** Who signs a message, and its times (whole seconds count); the label is `sig1` unless told. */
export interface MessageSigner {
  readonly keyId: string;
  readonly privateKey: MessagePrivateKey;
  readonly created: Date;
  readonly expires: Date;
  readonly label?: string;
}

/** One use of a nonce; whoever keeps nonces may forget it after `until`, when the message is refused for its age. */
export interface NonceUse {
  readonly keyId: string;
  readonly nonce: string;
  readonly until: Date;
}

/** Verification of a request: `nonceSeen` records the nonce in one step and answers true when it was there before. */
export interface VerifyRequestOptions extends VerifyOptions {
  readonly nonceSeen: (use: NonceUse) => boolean | Promise<boolean>;
}

/** A verified signature: who signed, when, until when it can be accepted. */
export interface VerifiedSignature {
  readonly keyId: string;
  readonly created: Date;
  readonly validUntil: Date;
}

/**
 * Signs a request (RFC 9421, RFC 9530): method, target, content digest and, with a body, content type.
 * Answers all headers to send, with lower-case names; the address is signed in the form in which `fetch` calls it.
 */
export function signRequest(request: HttpRequest & MessageSigner & { readonly nonce: string }): Record<string, string> {
  const headers = withDigest(request);
  const { method, body } = request;
  const sent = { method, url: targetUri(request.url), headers, ...(body === undefined ? {} : { body }) };
  const message: SignedMessage = { kind: 'request', request: sent };
  const label = request.label ?? DEFAULT_LABEL;
  return { ...headers, ...signatureFields(message, requiredComponents(message, label), { ...request, label }) };
}

/** Verifies a received request; the nonce is recorded last, so that a forgery cannot use it up. */
export async function verifyRequest(
  request: HttpRequest,
  options: VerifyRequestOptions,
): Promise<Decision<VerifiedSignature, SignatureRefusal>> {
  const verified = await verifyMessage({ kind: 'request', request }, options);
  if (!verified.ok) return verified;
  const { nonce, ...signature } = verified.value;
  if (nonce === undefined) return refuse('COMPONENT_MISSING', 'nonce');
  const seen = await options.nonceSeen({ keyId: signature.keyId, nonce, until: signature.validUntil });
  return seen ? refuse('NONCE_REPLAYED') : accept(signature);
}

/** Signs the answer to a signed request: status, content, and the request's method, target, digest and signature. */
export function signResponse(
  response: HttpResponse,
  signer: MessageSigner & { readonly request: HttpRequest },
): Record<string, string> {
  const headers = withDigest(response);
  const message: SignedMessage = { kind: 'response', response: { ...response, headers }, request: signer.request };
  const label = signer.label ?? DEFAULT_LABEL;
  const answered = ['@method', '@target-uri', 'content-digest'].map((name) => ({ name, req: true }));
  const components = [...requiredComponents(message, label), ...answered];
  return { ...headers, ...signatureFields(message, components, { ...signer, label }) };
}

/** Verifies an answer against the request that was sent, with its headers as `signRequest` gave them. */
export async function verifyResponse(
  response: HttpResponse,
  options: VerifyOptions & { readonly request: HttpRequest },
): Promise<Decision<VerifiedSignature, SignatureRefusal>> {
  const request = { ...options.request, url: targetUri(options.request.url) };
  const verified = await verifyMessage({ kind: 'response', response, request }, options);
  if (!verified.ok) return verified;
  const { keyId, created, validUntil } = verified.value;
  return accept({ keyId, created, validUntil });
}

async function verifyMessage(
  message: SignedMessage,
  options: VerifyOptions,
): Promise<Decision<VerifiedSignature & { nonce?: string }, SignatureRefusal>> {
  const read = readSignature(message, options.label ?? DEFAULT_LABEL);
  if (!read.ok) return read;
  const { parameters } = read.value;
  const times = checkTimes(parameters, options.now, options.maxSkewSeconds ?? DEFAULT_SKEW_SECONDS);
  if (!times.ok) return times;
  const checked = await checkSignature(message, read.value, options.keyLookup);
  if (!checked.ok) return checked;
  const { keyId, created, nonce } = parameters;
  const verified = { keyId, created: new Date(created * 1000), validUntil: times.value };
  return accept(nonce === undefined ? verified : { ...verified, nonce });
}
