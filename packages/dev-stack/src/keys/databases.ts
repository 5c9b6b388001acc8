import type { ServiceName } from '@mz/contracts';
import { createDatabase } from '@mz/db';
import { databaseNameOf, type SealedColumn, sealedColumnsOf } from '@mz/service-kit';
import { reachPostgres } from '../reach-postgres.ts';
import { loadDefinition, presentServices } from '../service-definitions.ts';

/** A service's database with what in it stands under keys. */
export interface SealedDatabase {
  readonly service: ServiceName;
  readonly db: ReturnType<typeof createDatabase>['kysely'];
  readonly columns: readonly SealedColumn[];
}

/** Visits the databases of these services (all when none is named), one after the other, as the owner of the server. */
export async function eachDatabase(
  dataDir: string,
  services: readonly string[],
  visit: (database: SealedDatabase) => Promise<void>,
): Promise<void> {
  const server = await reachPostgres(dataDir);
  try {
    for (const service of presentServices().filter((name) => services.length === 0 || services.includes(name))) {
      const definition = await loadDefinition(service);
      if (definition.migrations === undefined) continue;
      const url = Object.assign(new URL(server.url), { pathname: `/${databaseNameOf(service)}` }).toString();
      const database = createDatabase({ url, applicationName: 'keys' });
      const columns = sealedColumnsOf(definition);
      await visit({ service, db: database.kysely, columns }).finally(() => database.close());
    }
  } finally {
    await server.stop();
  }
}
