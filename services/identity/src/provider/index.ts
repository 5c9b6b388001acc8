export { claimsOf } from './claims.ts';
export { joseAlgorithm, tokenKey } from './keys.ts';
export { mountProvider } from './mount.ts';
