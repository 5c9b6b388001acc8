export { type AnchorStatement, type ChainAnchor, sealAnchor } from './audit-anchor.ts';
export * from './audit-chain.ts';
export * from './blind-index.ts';
export { readLedgerCopy } from './exchange-copy.ts';
export * from './exchange-ledger.ts';
export { type ExchangeKeySet, type ExchangeSeal, type NationalJwk, nationalJwk } from './exchange-seal.ts';
export { type LedgerFault, type LedgerVerdict, verifyLedgers } from './exchange-verify.ts';
export * from './field.ts';
export { FieldDecryptionError, type FieldErrorCode, type FieldSuite } from './field-format.ts';
export * from './file-key-provider.ts';
export type { HttpHeaders, HttpRequest, HttpResponse } from './http-message.ts';
export * from './http-signature.ts';
export {
  currentSecret,
  currentSigner,
  type KeyName,
  type KeyProvider,
  type KeyPurpose,
  KeyStoreError,
  type NamedKey,
  parseKeyName,
  type SecretKey,
  type SigningKey,
} from './key-provider.ts';
export * from './memory-key-provider.ts';
export type { MessagePrivateKey, MessagePublicKey } from './message-key.ts';
export * from './national-envelope.ts';
export * from './seal.ts';
export * from './secret.ts';
export type { KeyLookup, SignatureRefusal, VerifyOptions } from './signature-verify.ts';
export { KeyRefusedError, readPrivateKey, readPublicKey, type SigningAlgorithm } from './signing-key.ts';
export {
  deriveSm2PrivateKey,
  readSm2PublicKey,
  type Sm2Jwk,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  sm2JwkOf,
} from './sm2.ts';
export * from './uuid.ts';
