import type { KeyObject } from 'node:crypto';
import { currentSigner, type MessagePublicKey, type PublicJwk, readPublicKey } from '@mz/crypto';
import type { LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { nationalSigner, type OwnSigner, ownPartner, storedSigner, storedSignerOf } from './own-keys.ts';
import { signingKeyOf } from './public-keys.ts';
import { type KeyRow, listKeyRows, listPartnerRows, type Partner, publicKeyOf } from './queries.ts';
import { readKeyId, standingOf } from './rules.ts';

/** Who signed, or why the key does not count. */
export type FoundKey =
  | { readonly ok: true; readonly partner: Partner; readonly key: MessagePublicKey; readonly keyId: string }
  | { readonly ok: false; readonly code: 'KEY_UNKNOWN' | 'KEY_EXPIRED' | 'KEY_NOT_YET_VALID' };

/** The keys by which messages are verified and signed, as they stand on the day of the business clock. */
export interface PartnerKeys {
  /** The partner and key that a message names. */
  find(named: string): Promise<FoundKey>;
  /** A key of one partner, by the id that an answer or file of it names. */
  keyOf(partnerCode: string, named: string): Promise<MessagePublicKey | undefined>;
  /** Loads what `loadedKeyOf` looks in, unless it is fresh. */
  load(): Promise<void>;
  /** As `keyOf` of any partner, from what was loaded last; international keys only. */
  loadedKeyOf(named: string): KeyObject | undefined;
  /** The platform's own key for a partner: of the suite that the partner has, registered before the store's. */
  signerFor(partnerCode: string): Promise<OwnSigner>;
  /** Hashes of the keys with which a partner may open a connection. */
  pinsOf(partnerCode: string): Promise<readonly string[]>;
  /** International signing keys of a partner as a JWK set, also those that have ended: what they signed stays signed. */
  jwksOf(partnerCode: string): Promise<PublicJwk[]>;
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
    loadedKeyOf(named) {
      const { keyId } = readKeyId(named);
      const today = kit.clock.today();
      const own = last?.keys.filter((key) => key.purpose === 'SIGN' && key.keyId === keyId) ?? [];
      const live = own.find((key) => standingOf(key, today) === 'IN_FORCE');
      const key = live === undefined ? undefined : signingKeyOf(publicKeyOf(live));
      if (key !== undefined) return 'kind' in key ? undefined : key;
      return own.length > 0 ? undefined : bootstrap.get(keyId);
    },
    signerFor: async (partnerCode) => ownSigner(kit, await load(), partnerCode),
    async pinsOf(partnerCode) {
      const { keys } = await load();
      return livePurpose(keys, { partnerCode, purpose: 'TLS', today: kit.clock.today() }).map(({ keyId }) => keyId);
    },
    async jwksOf(partnerCode) {
      const { keys } = await load();
      const own = keys.filter((key) => key.partnerCode === partnerCode && key.purpose === 'SIGN');
      const registered = own.map((key) => [key.keyId, signingKeyOf(publicKeyOf(key))] as const);
      const all = own.length > 0 ? registered : [...bootstrap];
      return all.flatMap(([kid, key]) => ('kind' in key ? [] : [jwkOf(kid, key)]));
    },
    forget() {
      last = undefined;
    },
  };
}

type Purposed = { readonly partnerCode: string; readonly purpose: string; readonly today: LegalDay };

function livePurpose(keys: readonly KeyRow[], { partnerCode, purpose, today }: Purposed): KeyRow[] {
  return keys.filter(
    (key) => key.partnerCode === partnerCode && key.purpose === purpose && standingOf(key, today) === 'IN_FORCE',
  );
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
  const theirs = livePurpose(keys, { partnerCode, purpose: 'SIGN', today });
  if (theirs.length > 0 && theirs.every(({ suite }) => suite === 'NATIONAL')) return nationalSigner(kit.keys);
  const ours = livePurpose(keys, { partnerCode: ownPartner, purpose: 'SIGN', today });
  // The newest that has begun; the one before it is still good for what it signed.
  for (const { keyId } of ours.toSorted((a, b) => b.validFrom.localeCompare(a.validFrom))) {
    const signer = storedSignerOf(kit.keys, keyId);
    if (signer !== undefined) return signer;
  }
  return storedSigner(kit.keys);
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
