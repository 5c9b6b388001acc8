import { createDatabase } from '@mz/db';
import { createDivisionHistory } from '@mz/domain';
import {
  ConfigError,
  createService,
  type DivisionSnapshot,
  divisionData,
  type Kit,
  readSettings,
  runtimeOf,
  type ServiceDefinition,
  type Settings,
  silentLogger,
} from '@mz/service-kit';
import { LoadError } from './errors.ts';

/** The kit of a service that does not serve: for a command or one of its threads. */
export interface OpenKit<DB, C> {
  readonly kit: Kit<DB, C>;
  close(): Promise<void>;
}

/** Opens a service's kit from the environment, with the divisions that the service keeps. Throws LoadError. */
export async function openKit<DB, C>(
  definition: ServiceDefinition<DB, C>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpenKit<DB, C>> {
  const settings = settingsOf(definition, env);
  const divisions = createDivisionHistory(divisionData(await readDivisions(settings.databaseUrl ?? '')));
  const runtime = { ...runtimeOf(definition, settings), divisions, logger: silentLogger(), serves: false };
  const service = await createService(definition, runtime);
  return { kit: service.kit, close: () => service.stop() };
}

function settingsOf<DB, C>(
  definition: ServiceDefinition<DB, C>,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  try {
    // A load puts nothing on the queue: the relay of the running service does.
    return readSettings(definition, { QUEUE_URL: 'redis://127.0.0.1:6379', ...env });
  } catch (error) {
    if (error instanceof ConfigError) throw new LoadError('SETTINGS_INVALID', error.message);
    throw error;
  }
}

async function readDivisions(url: string): Promise<DivisionSnapshot> {
  const database = createDatabase({ url, applicationName: 'load', plainPoolSize: 1 });
  try {
    const { rows } = await database.plainPool.query<{ snapshot: DivisionSnapshot }>(
      'select snapshot from division_copy',
    );
    const [row] = rows;
    if (row === undefined) {
      throw new LoadError('DIVISIONS_NOT_LOADED', 'the service has no divisions yet: start it once beside place-names');
    }
    return row.snapshot;
  } finally {
    await database.close();
  }
}
