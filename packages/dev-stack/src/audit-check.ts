import type { ServiceName } from '@mz/contracts';
import { fileKeyProvider, publicKeySet } from '@mz/crypto';
import { createDatabase } from '@mz/db';
import { type AuditVerdict, anchorFileOf, auditSigningKey, verifyAudit } from '@mz/service-kit';

/** Whose trail to walk, and where it lies. */
export interface AuditPlace {
  readonly service: ServiceName;
  /** The service's database, as somebody who may read its audit tables. */
  readonly url: string;
  /** Folder of the services' keys. */
  readonly keysDir: string;
  /** Folder of the services' files, where the anchors outside the database lie. */
  readonly filesDir: string;
}

/** Gives a function that walks the trail anew at each call, over one pool; `close` ends it. */
export function openAuditCheck({ service, url, keysDir, filesDir }: AuditPlace): {
  verify(): Promise<AuditVerdict>;
  close(): Promise<void>;
} {
  const database = createDatabase({ url, applicationName: 'audit-verify' });
  const keys = fileKeyProvider({ dir: keysDir, create: false });
  const publicKeys = publicKeySet(keys, [auditSigningKey(service)]);
  const anchorFile = anchorFileOf(filesDir, service);
  return {
    verify: () => verifyAudit({ service, db: database, keys, publicKeys, anchorFile }),
    close: () => database.close(),
  };
}
