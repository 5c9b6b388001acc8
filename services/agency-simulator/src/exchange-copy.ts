import { createHash, randomUUID } from 'node:crypto';
import {
  createSealer,
  currentSigner,
  type ExchangeEntry,
  type ExchangeRoot,
  type HttpRequest,
  type LedgerVerdict,
  type ObservedMessage,
  publicKeySet,
  readLedgerCopy,
  rootHash,
  signRequest,
  verifyLedgers,
  verifyResponse,
} from '@mz/crypto';
import type { AppKit } from './app-kit.ts';

/** An agency's own notes of what it got and sent, and its comparison with the platform's ledger. */
export interface ExchangeCopy {
  /** Notes a message of the platform (OUT) or an answer to one (IN), as the platform names the directions. */
  observe(direction: 'IN' | 'OUT', request: HttpRequest, body: string | Uint8Array): void;
  /** Fetches the ledger up to the root of a day, compares it with the notes, and countersigns the root when it holds. */
  compare(agency: { readonly code: string; readonly day: string; readonly url: string }): Promise<LedgerVerdict>;
}

/** Notes in memory, by agency. */
export function createExchangeCopy(kit: AppKit): ExchangeCopy {
  const notes = new Map<string, ObservedMessage[]>();

  function note(
    code: string,
    { direction, ref, body }: { direction: 'IN' | 'OUT'; ref: string; body: string | Uint8Array },
  ) {
    const sha256 = createHash('sha256').update(body).digest('hex');
    notes.set(code, [...(notes.get(code) ?? []), { direction, ref, sha256 }]);
  }

  async function call<T>(agency: { code: string; url: string }, path: string, sent?: object): Promise<T> {
    const [method, body] = sent === undefined ? ['GET'] : ['POST', JSON.stringify(sent)];
    const request = signed(kit, agency.code, { method, url: `${agency.url}/exchange/v1/${path}`, body });
    note(agency.code, { direction: 'IN', ref: request.nonce, body: body ?? '' });
    const response = await fetch(request.url, { method, headers: request.headers, ...(body ? { body } : {}) });
    const text = await response.text();
    const key = currentSigner(kit.keys, 'signing/income-verification');
    const keyLookup = (id: string) => (id === key.id ? key.publicKey : undefined);
    const received = { status: response.status, headers: Object.fromEntries(response.headers), body: text };
    const verified = await verifyResponse(received, { request, keyLookup, now: kit.clock.wall() });
    if (!verified.ok || !response.ok) throw new Error(`the platform answered ${response.status} to ${path}`);
    note(agency.code, { direction: 'OUT', ref: request.nonce, body: text });
    // What it holds is read again by readLedgerCopy.
    return JSON.parse(text) as T;
  }

  return {
    observe(direction, request, body) {
      const code = new URL(request.url).pathname.split('/')[2] ?? '';
      const ref = /;nonce="([^"]+)"/.exec(String(request.headers['signature-input']))?.[1] ?? '';
      note(code, { direction, ref, body });
    },
    async compare({ code, day, url }) {
      const agency = { code, url };
      const observed = [...(notes.get(code) ?? [])];
      const answer = await call<{ roots: ExchangeRoot[] }>(agency, 'ledger/roots');
      const roots = answer.roots.filter((root) => root.day <= day);
      const entries: ExchangeEntry[] = [];
      for (const root of roots) {
        const page = await call<{ entries: ExchangeEntry[] }>(agency, `ledger/entries?day=${root.day}`);
        entries.push(...page.entries);
      }
      const copy = readLedgerCopy(JSON.stringify({ partner: code, roots, entries, observed }));
      const [platform, partner] = (['signing/income-verification', 'signing/agency-simulator'] as const).map((name) =>
        publicKeySet(kit.keys, [name]),
      );
      if (platform === undefined || partner === undefined) throw new Error('no keys');
      const verdict = verifyLedgers(copy, undefined, { platform, partner });
      const root = roots.find((one) => one.day === day);
      if (verdict.ok && root !== undefined) {
        const signature = createSealer(kit.keys, 'signing/agency-simulator').seal(rootHash(root));
        await call(agency, 'ledger/countersignatures', { day, signature });
      }
      return verdict;
    },
  };
}

function signed(
  kit: AppKit,
  code: string,
  { method, url, body }: { readonly method?: string; readonly url: string; readonly body: string | undefined },
) {
  const { id, privateKey } = currentSigner(kit.keys, 'signing/agency-simulator');
  const created = kit.clock.wall();
  const nonce = randomUUID();
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const request = { method: method ?? 'GET', url, headers, ...(body === undefined ? {} : { body }) };
  const expires = new Date(created.getTime() + 60_000);
  const fields = signRequest({ ...request, keyId: `${code}/${id}`, privateKey, created, expires, nonce });
  return { ...request, headers: fields, nonce };
}
