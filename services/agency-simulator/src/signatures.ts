import { generateKeyPairSync } from 'node:crypto';
import { currentSigner, type HttpRequest, type KeyName, signResponse, verifyRequest } from '@mz/crypto';
import type { AppKit } from './app-kit.ts';
import type { ExchangeCopy } from './exchange-copy.ts';

/** The agencies' side of the signed protocol (RFC 9421). */
export interface Signatures {
  /** The refusal's code, or nothing when the request is the platform's own and new. */
  refuse(request: HttpRequest): Promise<string | undefined>;
  sign(body: string | Buffer, request: HttpRequest, forged: boolean): Record<string, string>;
}

/** Pins the key of the service that may call, and remembers nonces until their messages are too old anyway. */
export function createSignatures(
  kit: AppKit,
  caller: KeyName = 'signing/income-verification',
  copy?: Pick<ExchangeCopy, 'observe'>,
): Signatures {
  const nonces = new Map<string, number>();
  const stranger = generateKeyPairSync('ed25519').privateKey;

  function seen(nonce: string, until: Date): boolean {
    const now = kit.clock.wall().getTime();
    for (const [known, end] of nonces) if (end <= now) nonces.delete(known);
    if (nonces.has(nonce)) return true;
    nonces.set(nonce, until.getTime());
    return false;
  }

  return {
    async refuse(request) {
      const decision = await verifyRequest(request, {
        now: kit.clock.wall(),
        keyLookup: (keyId) => {
          currentSigner(kit.keys, caller);
          // Older and newer versions too: while the platform turns its key, both are good.
          const known = kit.keys.versions(caller).find(({ id }) => id === keyId);
          return known?.kind === 'signing' ? known.publicKey : undefined;
        },
        nonceSeen: ({ keyId, nonce, until }) => seen(`${keyId} ${nonce}`, until),
      });
      if (!decision.ok) return decision.code;
      copy?.observe('OUT', request, request.body ?? '');
      return undefined;
    },
    sign(body, request, forged) {
      copy?.observe('IN', request, body);
      const key = currentSigner(kit.keys, 'signing/agency-simulator');
      const now = kit.clock.wall();
      return signResponse(
        // As Fastify sends it: it would add the charset after the signature.
        { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body },
        {
          request,
          keyId: key.id,
          privateKey: forged ? stranger : key.privateKey,
          created: now,
          expires: new Date(now.getTime() + 60_000),
        },
      );
    },
  };
}
