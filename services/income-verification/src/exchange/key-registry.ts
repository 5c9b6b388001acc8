import type { KeyObject } from 'node:crypto';
import type { ExchangePublicKey } from '@mz/contracts';
import {
  currentSigner,
  type ExchangeKeySet,
  type MessagePublicKey,
  nationalJwk,
  type PublicJwk,
  readPublicKey,
} from '@mz/crypto';
import type { LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { nationalSigner, type OwnSigner, ownPartner, storedSigner, storedSignerOf } from './own-keys.ts';
import { signingKeyOf } from './public-keys.ts';
import { type KeyRow, listKeyRows, listPartnerRows, type Partner, publicKeyOf } from './queries.ts';
import { type KeyStanding, liveKeys, readKeyId, standingOf } from './rules.ts';

/** Who signed, or why the key does not count. */
export type FoundKey =
  | { readonly ok: true; readonly partner: Partner; readonly key: MessagePublicKey; readonly keyId: string }
  | { readonly ok: false; readonly code: Exclude<KeyStanding, 'IN_FORCE'> };

/** The keys by which messages are verified and signed, as they stand on the day of the business clock. */
export interface PartnerKeys {
  /** The partner and key that a message names. */
  find(named: string): Promise<FoundKey>;
  /** A key of one partner, by the id that an answer or file of it names. */
  keyOf(partnerCode: string, named: string): Promise<MessagePublicKey | undefined>;
  /** Loads what `loadedKeyOf` looks in, unless it is fresh. */
  load(): Promise<void>;
  /** As `keyOf`, from what was loaded last, and why a key does not count. */
  loadedKeyOf(partnerCode: string, named: string): FoundKey;
  /** The key for which files to a partner are encrypted, where it has registered one: of those in force the newest. */
  fileKeyOf(partnerCode: string): Promise<{ readonly keyId: string; readonly key: ExchangePublicKey } | undefined>;
  /** The platform's own key for a partner: of the suite that the partner has, registered before the store's. */
  signerFor(partnerCode: string): Promise<OwnSigner>;
  /** Hashes of the keys with which a partner may open a connection. */
  pinsOf(partnerCode: string): Promise<readonly string[]>;
  /** Signing keys of a partner as a JWK set, also those that have ended: what they signed stays signed. */
  jwksOf(partnerCode: string): Promise<ExchangeKeySet['keys']>;
  /** Forgets what was loaded: called by whoever changes a key. */
  forget(): void;
}

interface Loaded {
  readonly partners: ReadonlyMap<string, Partner>;
  readonly keys: readonly KeyRow[];
  readonly until: number;
}

/** Another process learns of a change within this time; this one at once. */
const keptMs = 5_000;
const registries = new WeakMap<AppKit, PartnerKeys>();

/** The registry of a service; one for its routes, jobs and calls. */
export function partnerKeysOf(kit: AppKit): PartnerKeys {
  const known = registries.get(kit) ?? createPartnerKeys(kit);
  registries.set(kit, known);
  return known;
}

function createPartnerKeys(kit: AppKit): PartnerKeys {
  const bootstrap = bootstrapKeys(kit);
  let last: Loaded | undefined;

  async function load(): Promise<Loaded> {
    const now = kit.clock.wall().getTime();
    if (last !== undefined && now < last.until) return last;
    const ctx = kit.system('exchange.record');
    const [partners, keys] = await kit.read(ctx, (db) => Promise.all([listPartnerRows(db), listKeyRows(db)]));
    // The check of the column admits the three kinds only.
    const byCode = new Map(partners.map((row) => [row.code, row as Partner]));
    last = { partners: byCode, keys: keys.filter(({ status }) => status !== 'PROPOSED'), until: now + keptMs };
    return last;
  }

  return {
    find: async (named) => findKey(await load(), bootstrap, { named, today: kit.clock.today() }),
    async keyOf(partnerCode, named) {
      const { keyId } = readKeyId(named);
      const asked = { named: `${partnerCode}/${keyId}`, today: kit.clock.today() };
      const found = findKey(await load(), bootstrap, asked);
      return found.ok ? found.key : undefined;
    },
    async load() {
      await load();
    },
    loadedKeyOf(partnerCode, named) {
      const { keyId } = readKeyId(named);
      if (last === undefined) return unknownKey;
      return findKey(last, bootstrap, { named: `${partnerCode}/${keyId}`, today: kit.clock.today() });
    },
    async fileKeyOf(partnerCode) {
      const { keys } = await load();
      const [newest] = liveKeys(keys, { partnerCode, purpose: 'FILE', today: kit.clock.today() });
      return newest && { keyId: newest.keyId, key: publicKeyOf(newest) };
    },
    signerFor: async (partnerCode) => ownSigner(kit, await load(), partnerCode),
    async pinsOf(partnerCode) {
      const { keys } = await load();
      return liveKeys(keys, { partnerCode, purpose: 'TLS', today: kit.clock.today() }).map(({ keyId }) => keyId);
    },
    async jwksOf(partnerCode) {
      const { keys } = await load();
      const own = keys.filter((key) => key.partnerCode === partnerCode && key.purpose === 'SIGN');
      if (own.length === 0) return [...bootstrap].map(([kid, key]) => jwkOf(kid, key));
      return own.map(jwkOfRow);
    },
    forget() {
      last = undefined;
    },
  };
}

function findKey(
  { partners, keys }: Loaded,
  bootstrap: ReadonlyMap<string, KeyObject>,
  { named, today }: { readonly named: string; readonly today: LegalDay },
): FoundKey {
  const { partnerCode, keyId } = readKeyId(named);
  const registered = keys.filter((key) => key.purpose === 'SIGN' && key.keyId === keyId);
  const row = registered.find((key) => key.status === 'IN_FORCE') ?? registered[0];
  const partner = partners.get(row?.partnerCode ?? partnerCode ?? '');
  if (partner === undefined || (partnerCode !== undefined && partner.code !== partnerCode)) return unknownKey;
  if (row !== undefined) {
    const standing = standingOf(row, today);
    if (standing !== 'IN_FORCE') return { ok: false, code: standing };
    return { ok: true, partner, key: signingKeyOf(publicKeyOf(row)), keyId };
  }
  // The key of the setting stands in only for an agency that has never registered one.
  const first = bootstrap.get(keyId);
  const hasOwn = keys.some((key) => key.partnerCode === partner.code && key.purpose === 'SIGN');
  if (first === undefined || hasOwn || partner.kind !== 'AGENCY') return unknownKey;
  return { ok: true, partner, key: first, keyId };
}

const unknownKey = { ok: false, code: 'KEY_UNKNOWN' } as const;

function ownSigner(kit: AppKit, { keys }: Loaded, partnerCode: string): OwnSigner {
  const today = kit.clock.today();
  const theirs = liveKeys(keys, { partnerCode, purpose: 'SIGN', today });
  if (theirs.length > 0 && theirs.every(({ suite }) => suite === 'NATIONAL')) return nationalSigner(kit.keys);
  // The newest that has begun; the one before it is still good for what it signed.
  for (const { keyId } of liveKeys(keys, { partnerCode: ownPartner, purpose: 'SIGN', today })) {
    const signer = storedSignerOf(kit.keys, keyId);
    if (signer !== undefined) return signer;
  }
  return storedSigner(kit.keys);
}

function jwkOfRow(row: KeyRow): ExchangeKeySet['keys'][number] {
  const key = publicKeyOf(row);
  if (key.kty === 'EC' && key.crv === 'SM2') return nationalJwk(row.keyId, { ...key, crv: 'SM2' });
  const read = signingKeyOf(key);
  if ('kind' in read) throw new Error('an SM2 key is of its own curve');
  return jwkOf(row.keyId, read);
}

function jwkOf(kid: string, key: KeyObject): PublicJwk {
  const jwk = key.export({ format: 'jwk' });
  return { ...jwk, kid, alg: jwk.kty === 'OKP' ? 'Ed25519' : 'ES256', use: 'sig' };
}

/** The agencies' keys of the configuration; without any, the simulator's key, which a production store does not have. */
function bootstrapKeys(kit: AppKit): ReadonlyMap<string, KeyObject> {
  const { agencyPublicKeys } = kit.config;
  if (agencyPublicKeys.length > 0) return new Map(agencyPublicKeys.map((jwk) => [jwk.kid, readPublicKey(jwk)]));
  const key = currentSigner(kit.keys, 'signing/agency-simulator');
  return new Map([[key.id, key.publicKey]]);
}
