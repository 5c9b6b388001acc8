import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type ServiceName, serviceNames } from '@mz/contracts';
import { memoryKeyProvider } from '@mz/crypto';
import { introspect, migrate, renderTypes } from '@mz/db';
import { createService, type Runtime, type ServiceDefinition, silentLogger } from '@mz/service-kit';
import pg from 'pg';
import { serviceFolder } from './service-definitions.ts';

/** A generated file: where it stands and what it must hold. */
export interface GeneratedFile {
  readonly path: URL;
  readonly text: string;
}

/** Makes database.ts, openapi.json and schema.graphql of a service; its tables come from a scratch database. */
export async function generateFor(definition: ServiceDefinition, adminUrl: string): Promise<GeneratedFile[]> {
  const folder = serviceFolder(definition.name);
  const service = await createService(definition, describingRuntime(definition));
  const sdl = await service.http.sdl();
  const openapi = `${JSON.stringify(service.http.openApiDocument(), null, 2)}\n`;
  await service.stop();
  const files: GeneratedFile[] = [{ path: new URL('openapi.json', folder), text: openapi }];
  if (sdl !== '') files.push({ path: new URL('schema.graphql', folder), text: sdl.endsWith('\n') ? sdl : `${sdl}\n` });
  if (definition.migrations) {
    const text = await tableTypes(definition.name, definition.migrations, adminUrl);
    files.push({ path: new URL('src/database.ts', folder), text });
  }
  return files;
}

/** Writes a file when it differs; answers whether it did. With `check` nothing is written. */
export function putFile({ path, text }: GeneratedFile, check: boolean): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  if (!check) writeFileSync(path, text);
  return true;
}

// Only the service's own tables: those of the kit and of events are theirs to write.
async function tableTypes(name: ServiceName, migrations: URL, adminUrl: string): Promise<string> {
  const databaseName = `generate_${name.replaceAll('-', '_')}_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { migratorUrl } = await migrate({
      adminUrl,
      databaseName,
      service: `generate-${name}`,
      dirs: [migrations],
      log: () => undefined,
    });
    return renderTypes(await introspect(migratorUrl));
  } finally {
    await admin.query(`drop database if exists "${databaseName}" with (force)`);
    await admin.end();
  }
}

/** A runtime that describes a service and never serves: nothing in it is connected to. */
function describingRuntime(definition: ServiceDefinition): Runtime {
  const nowhere = serviceNames.map((name) => [name, 'http://127.0.0.1:9'] as const);
  const refuse = (): never => {
    throw new Error('a service that is only described verifies no token and calls nobody');
  };
  return {
    ...(definition.migrations
      ? { databaseUrl: 'postgresql://127.0.0.1:9/none', queue: { kind: 'redis', url: 'redis://127.0.0.1:9' } }
      : {}),
    production: false,
    movableClock: false,
    keys: memoryKeyProvider('generate'),
    verifier: { verify: refuse },
    tokens: { tokenFor: refuse },
    urls: Object.fromEntries(nowhere) as Runtime['urls'],
    logger: silentLogger(),
    host: '127.0.0.1',
    port: 0,
    dataDir: '/nonexistent',
  };
}
