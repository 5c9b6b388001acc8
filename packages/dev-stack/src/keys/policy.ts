import { serviceNames } from '@mz/contracts';
import type { KeyName } from '@mz/crypto';

/** How a key may be turned and when an older version may go. */
export interface KeyPolicy {
  /** Why no next version is made; absent when one is. */
  readonly fixed?: string;
  /** What to restart, in this order, so that the next version is used. */
  readonly restart: readonly string[];
  /** `SEALED`: when no value stands under it; `FINGERPRINTS`: when no kept answer does; `AGED`: when its tokens are over. */
  readonly retire: 'SEALED' | 'FINGERPRINTS' | 'AGED' | 'NEVER';
}

const kept = {
  'blind-index': 'what is stored under it would not be found again; the index has to be built anew with its values',
  audit: 'a chain keeps its first key',
  exchange: 'agencies encrypt for its public half: a new agreement brings a new key',
} as const;

/** The policy of a key by its name; the table of docs/operations.md says the same. */
export function policyOf(name: KeyName): KeyPolicy {
  const slash = name.indexOf('/');
  const [purpose, label] = [name.slice(0, slash), name.slice(slash + 1)];
  const service = serviceNames.find((known) => known === label);
  if (purpose === 'blind-index' || purpose === 'audit') return fixed(kept[purpose]);
  if (purpose === 'mac')
    return { restart: ['all services'], retire: label === 'idempotency' ? 'FINGERPRINTS' : 'AGED' };
  if (purpose === 'data-encryption') {
    if (service === undefined) return fixed(kept.exchange);
    return { restart: [service], retire: service === 'gateway' ? 'AGED' : 'SEALED' };
  }
  if (label === 'identity') return { restart: ['identity'], retire: 'AGED' };
  if (label.startsWith('client-')) return { restart: ['identity', label.slice('client-'.length)], retire: 'AGED' };
  return { restart: [label.replace('audit-', '')], retire: 'NEVER' };
}

function fixed(why: string): KeyPolicy {
  return { fixed: why, restart: [], retire: 'NEVER' };
}
