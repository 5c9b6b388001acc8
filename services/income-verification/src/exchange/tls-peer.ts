import { createHash, type KeyObject } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AppKit } from '../app-kit.ts';

/** The pin of a key: SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4), in base64url. */
export function pinOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/** Whether a connection may carry a partner's messages: where the listener runs, only one opened with a pinned key. */
export function isPinned(kit: AppKit, socket: Socket, pins: readonly string[]): boolean {
  if (kit.config.exchangeTlsPort < 0) return true;
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return certificate !== undefined && pins.includes(pinOf(certificate.publicKey));
}
