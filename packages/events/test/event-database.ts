import { randomUUID } from 'node:crypto';
import type { EventDefinition, PlatformEvent } from '@mz/contracts';
import { createDatabase, type Database, migrate } from '@mz/db';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { type EventConsumer, eventMigrations } from '../src/index.ts';
import { change, type Executor, query } from '../src/statement.ts';

let template: Promise<{ name: string; appUrl: string }> | undefined;

/** A migrated database of its own for one test, opened as the application role; cloned from one template a test file. */
export async function eventDatabase(service: string): Promise<Database<unknown>> {
  template ??= migrateTemplate();
  const { name, appUrl } = await template;
  const url = new URL(appUrl);
  url.pathname = `/${uniqueName()}`;
  await administer(`create database ${url.pathname.slice(1)} template ${name}`);
  const database = createDatabase<unknown>({ url: url.toString(), applicationName: service, poolSize: 6 });
  onTestFinished(() => database.close());
  return database;
}

async function migrateTemplate(): Promise<{ name: string; appUrl: string }> {
  const name = uniqueName();
  const { appUrl } = await migrate({
    adminUrl: inject('postgresUrl'),
    databaseName: name,
    service: 'events_test',
    dirs: [eventMigrations, new URL('./migrations/', import.meta.url)],
    log: () => undefined,
  });
  return { name, appUrl };
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function uniqueName(): string {
  return `mz_events_${randomUUID().replaceAll('-', '')}`;
}

/** The effects that stand in a consumer's database, in the order in which they were made. */
export function effects(db: Executor): Promise<{ eventId: string; subject: string; version: number }[]> {
  return query(db, 'select event_id, subject, version from effect order by at');
}

/** Writes one effect of an event. */
export async function addEffect(db: Executor, event: PlatformEvent): Promise<void> {
  const values = [event.id, event.type, event.subject, event.aggregateversion];
  await change(db, 'insert into effect (event_id, type, subject, version) values ($1, $2, $3, $4)', values);
}

/** A consumer that writes one effect for each event that it is given. */
export function recording(event: EventDefinition): EventConsumer<unknown> {
  return {
    event,
    async apply(trx, arrived) {
      await addEffect(trx, arrived);
      return { kind: 'done' };
    },
  };
}
