import type { LegalDay } from '@mz/domain';

/** Why an address is none that the platform calls. */
export type AddressRefusal = 'ENDPOINT_ADDRESS_INVALID' | 'ENDPOINT_ADDRESS_PRIVATE' | 'ENDPOINT_HOST_NOT_LISTED';

/** What addresses are admitted. */
export interface AddressTerms {
  /** Domains whose hosts may be called. */
  readonly hosts: readonly string[];
  /** A setting for tests: addresses of this machine, by plain HTTP too. */
  readonly privateAllowed: boolean;
}

/** The address without its last slashes when the platform may call it, or why not. */
export function decideAddress(
  text: string,
  { hosts, privateAllowed }: AddressTerms,
): { readonly ok: true; readonly url: string } | { readonly ok: false; readonly code: AddressRefusal } {
  const url = URL.parse(text);
  const plain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === null || !plain) return { ok: false, code: 'ENDPOINT_ADDRESS_INVALID' };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const accepted = { ok: true, url: url.href.replace(/\/+$/, '') } as const;
  if (isPrivateHost(host)) {
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    return privateAllowed && web ? accepted : { ok: false, code: 'ENDPOINT_ADDRESS_PRIVATE' };
  }
  if (url.protocol !== 'https:') return { ok: false, code: 'ENDPOINT_ADDRESS_INVALID' };
  const listed = hosts.some((one) => host === one || host.endsWith(`.${one}`));
  return listed ? accepted : { ok: false, code: 'ENDPOINT_HOST_NOT_LISTED' };
}

function isPrivateHost(host: string): boolean {
  const named = !host.includes('.') && !host.includes(':');
  return named || /(^|\.)(localhost|local|internal|home\.arpa)$/.test(host) || isPrivateAddress(host);
}

/** Whether an IP address lies in no public network (RFC 6890); a name is none. */
export function isPrivateAddress(address: string): boolean {
  const text = address.toLowerCase();
  if (text.includes(':')) return !/^(2|3)[0-9a-f]{3}:/.test(text) || /^(2001:db8|2002|2001:0?):/.test(text);
  const parts = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(text);
  if (parts === null) return false;
  const [first = 0, second = 0] = parts.slice(1).map(Number);
  return (
    first === 0 ||
    first === 10 ||
    first === 127 ||
    first >= 224 ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 192 && second === 0) ||
    (first === 198 && (second === 18 || second === 19))
  );
}

/** An endpoint as far as its use depends on it. */
export interface DatedEndpoint {
  readonly status: string;
  readonly validFrom: LegalDay;
  readonly validTo: LegalDay | null;
}

/** Of endpoints those that count on a day, the one that began last first. */
export function liveEndpoints<E extends DatedEndpoint>(endpoints: readonly E[], today: LegalDay): E[] {
  return endpoints
    .filter(({ status }) => status === 'IN_FORCE')
    .filter(({ validFrom, validTo }) => validFrom <= today && (validTo === null || today <= validTo))
    .sort((a, b) => b.validFrom.localeCompare(a.validFrom));
}
