import type { NamedKey } from '@mz/crypto';
import { countFingerprints, countSealed } from '@mz/service-kit';
import { eachDatabase } from './databases.ts';
import type { KeyPolicy } from './policy.ts';

/** What still stands under a key, by table; empty when it may be retired. */
export interface KeyUse {
  readonly place: string;
  readonly values: number;
}

/** Counts what stands under a key in the databases that its policy names. */
export async function countUses(dataDir: string, key: NamedKey, { retire }: KeyPolicy): Promise<KeyUse[]> {
  const uses: KeyUse[] = [];
  if (retire === 'SEALED') {
    await eachDatabase(dataDir, [key.name.slice(key.name.indexOf('/') + 1)], async ({ service, db, columns }) => {
      for (const { table, column, keyId, values } of await countSealed(db, columns))
        if (keyId === key.id) uses.push({ place: `${service} ${table}.${column}`, values });
    });
  }
  if (retire === 'FINGERPRINTS') {
    await eachDatabase(dataDir, [], async ({ service, db }) => {
      const values = await countFingerprints(db, key.id);
      if (values > 0) uses.push({ place: `${service} idempotency_key.fingerprint`, values });
    });
  }
  return uses;
}
