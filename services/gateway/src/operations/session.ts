import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppKit } from '../app-kit.ts';

/** A person who is logged in; lives in the cookie alone and no longer than the token. */
export interface Session {
  readonly subject: string;
  readonly token: string;
  readonly csrf: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** A log-in that is under way. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly expiresAt: number;
}

type Kind = 'session' | 'attempt' | 'left';

/** Encrypted, HttpOnly, SameSite=Lax cookies; `__Host-` where the pages are https. */
export interface Cookies {
  read<T extends { readonly expiresAt: number }>(request: FastifyRequest, kind: Kind): T | undefined;
  write(reply: FastifyReply, kind: Kind, value: { readonly expiresAt: number }): void;
  clear(reply: FastifyReply, kind: Kind): void;
}

/** Cookies of the operator's pages, encrypted under the gateway's own key. */
export function createCookies(kit: AppKit): Cookies {
  const secure = kit.config.publicUrl.startsWith('https:');
  const nameOf = (kind: Kind): string => `${secure ? '__Host-' : ''}mz-operations-${kind}`;
  const context = (kind: Kind) => ({ table: 'cookie', column: 'value', recordId: kind });
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const nowS = (): number => Math.floor(kit.clock.wall().getTime() / 1000);

  return {
    read<T extends { readonly expiresAt: number }>(request: FastifyRequest, kind: Kind): T | undefined {
      const sent = cookieIn(request.headers.cookie, nameOf(kind));
      if (sent === undefined) return undefined;
      try {
        // What decrypts is what `write` below encrypted for this kind.
        const value = JSON.parse(kit.fields.decrypt(Buffer.from(sent, 'base64url'), context(kind))) as T;
        return value.expiresAt > nowS() ? value : undefined;
      } catch {
        return undefined; // forged, of an older key, or of another kind: nobody is logged in
      }
    },
    write(reply, kind, value) {
      const text = Buffer.from(kit.fields.encrypt(JSON.stringify(value), context(kind))).toString('base64url');
      const maxAge = Math.max(0, value.expiresAt - nowS());
      add(reply, `${nameOf(kind)}=${text}; Max-Age=${maxAge}${attributes}`);
    },
    clear: (reply, kind) => add(reply, `${nameOf(kind)}=; Max-Age=0${attributes}`),
  };
}

/** A value that nobody guesses. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether two secrets are the same, without telling how far. */
export function isSame(given: unknown, known: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function add(reply: FastifyReply, cookie: string): void {
  const before = reply.getHeader('set-cookie');
  const list = before === undefined ? [] : [before].flat().map(String);
  reply.header('set-cookie', [...list, cookie]);
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pair = (header ?? '').split(/;\s*/).find((text) => text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) || undefined;
}
