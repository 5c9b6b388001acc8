import { accept, type Decision, refuse } from '@mz/domain';
import { digestMatches } from './content-digest.ts';
import { fieldValue, hasBody } from './http-message.ts';
import { type MessagePublicKey, messageAlgorithmOf, verifyMessageSignature } from './message-key.ts';
import { type Component, componentId, readComponent, type SignedMessage, signatureBase } from './signature-base.ts';
import { HTTP_ALGORITHMS, readParameters, type SignatureParameters } from './signature-parameters.ts';
import { type InnerList, parseDictionary } from './structured-fields.ts';

/** Why a signed message is refused. */
export type SignatureRefusal =
  | 'SIGNATURE_MISSING'
  | 'SIGNATURE_MALFORMED'
  | 'KEY_UNKNOWN'
  | 'ALGORITHM_MISMATCH'
  | 'SIGNATURE_INVALID'
  | 'DIGEST_MISMATCH'
  | 'EXPIRED'
  | 'CREATED_IN_FUTURE'
  | 'NONCE_REPLAYED'
  | 'COMPONENT_MISSING';

/** Finds the public key of a key id among those that may sign this message; undefined when there is none. */
export type KeyLookup = (keyId: string) => MessagePublicKey | undefined | Promise<MessagePublicKey | undefined>;

/** What every verification needs: the keys, the wall clock, the window, and the label of the signature (`sig1` unless told). */
export interface VerifyOptions {
  readonly keyLookup: KeyLookup;
  readonly now: Date;
  readonly maxSkewSeconds?: number;
  readonly label?: string;
}

/** A signature and what it says of itself. */
export interface ReadSignature {
  readonly covered: InnerList;
  readonly signature: Buffer;
  readonly parameters: SignatureParameters;
}

/** The label under which both sides write and look for the signature. */
export const DEFAULT_LABEL = 'sig1';

/** The window of a message's age and of a clock ahead, in seconds. */
export const DEFAULT_SKEW_SECONDS = 300;

/** Reads the labelled signature of a message and checks that it covers what it must. */
export function readSignature(
  message: SignedMessage,
  label: string,
): Decision<ReadSignature, 'SIGNATURE_MISSING' | 'SIGNATURE_MALFORMED' | 'COMPONENT_MISSING'> {
  const { headers } = message.kind === 'response' ? message.response : message.request;
  const inputField = fieldValue(headers, 'signature-input');
  const signatureField = fieldValue(headers, 'signature');
  if (inputField === undefined || signatureField === undefined) return refuse('SIGNATURE_MISSING');
  const inputs = parseDictionary(inputField);
  const signatures = parseDictionary(signatureField);
  if (inputs === undefined || signatures === undefined) return refuse('SIGNATURE_MALFORMED');
  const covered = inputs.get(label);
  const member = signatures.get(label);
  if (covered === undefined && member === undefined) return refuse('SIGNATURE_MISSING');
  if (covered?.kind !== 'list' || member?.kind !== 'item' || member.bare.type !== 'bytes') {
    return refuse('SIGNATURE_MALFORMED');
  }
  const parameters = readParameters(covered.parameters, message.kind === 'request');
  if (!parameters.ok) return parameters;
  const missing = missingComponent(covered, requiredComponents(message, label));
  if (missing !== undefined) return refuse('COMPONENT_MISSING', componentId(missing));
  return accept({ covered, signature: member.bare.value, parameters: parameters.value });
}

/** What a signature must cover: for a request its method, target and content; for a response status, content and the request's signature. */
export function requiredComponents(message: SignedMessage, label: string): Component[] {
  const signed = message.kind === 'response' ? message.response : message.request;
  const names =
    message.kind === 'response' ? ['@status', 'content-digest'] : ['@method', '@target-uri', 'content-digest'];
  if (hasBody(signed)) names.push('content-type');
  const own = names.map((name) => ({ name, req: false }));
  return message.kind === 'response' ? [...own, { name: 'signature', req: true, key: label }] : own;
}

/** Refuses a message that is too old, ended, or from the future by more than the window. */
export function checkTimes(
  parameters: SignatureParameters,
  now: Date,
  maxSkewSeconds: number,
): Decision<Date, 'EXPIRED' | 'CREATED_IN_FUTURE'> {
  const nowMs = now.getTime();
  if (!Number.isFinite(nowMs)) throw new TypeError('the time of verification is not a time');
  if (parameters.created * 1000 > nowMs + maxSkewSeconds * 1000) return refuse('CREATED_IN_FUTURE');
  const validUntil = new Date(Math.min(parameters.expires, parameters.created + maxSkewSeconds) * 1000);
  return nowMs >= validUntil.getTime() ? refuse('EXPIRED') : accept(validUntil);
}

/** Checks the signature's bytes under its key, then the body against the signed digest. */
export async function checkSignature(
  message: SignedMessage,
  read: ReadSignature,
  keyLookup: KeyLookup,
): Promise<Decision<ReadSignature, SignatureRefusal>> {
  const base = signatureBase(read.covered, message);
  if (!base.ok) return base;
  const publicKey = await keyLookup(read.parameters.keyId);
  if (publicKey === undefined) return refuse('KEY_UNKNOWN');
  // The key decides which algorithm verifies; the message may only agree.
  if (HTTP_ALGORITHMS[messageAlgorithmOf(publicKey)] !== read.parameters.alg) return refuse('ALGORITHM_MISMATCH');
  if (!verifyMessageSignature(publicKey, base.value, read.signature)) return refuse('SIGNATURE_INVALID');
  const { headers, body } = message.kind === 'response' ? message.response : message.request;
  const digest = fieldValue(headers, 'content-digest');
  return digest !== undefined && digestMatches(digest, body) ? accept(read) : refuse('DIGEST_MISMATCH');
}

function missingComponent(covered: InnerList, required: readonly Component[]): Component | undefined {
  const ids = new Set(
    covered.items.map((item) => {
      const component = readComponent(item);
      return component === undefined ? '' : componentId(component);
    }),
  );
  return required.find((component) => !ids.has(componentId(component)));
}
