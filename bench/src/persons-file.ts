import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type Person, streamHouseholds } from '@mz/population';
import type pg from 'pg';
import type { Server } from './server.ts';

const program = fileURLToPath(new URL('../../services/people/src/cli/load-persons.ts', import.meta.url));
/** Villages of two counties that stood in 2014. */
const divisions = ['370102001001', '371721001201', '370102001002', '371721001202'];
const waitMs = 30_000;

/** The load needs the divisions that the service keeps; then the services are out of the way. */
export async function loadDivisions(server: Server, client: pg.Client): Promise<void> {
  const services = await server.start(['identity', 'place-names', 'people']);
  const until = performance.now() + waitMs;
  for (;;) {
    const { rowCount } = await client.query('select from division_copy');
    if (rowCount === 1) break;
    if (performance.now() > until) throw new Error('people keeps no divisions');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const service of services.reverse()) await service.stop();
}

/** Writes a file of invented persons and gives their number. */
export async function writePersons(
  file: string,
  { seed, households }: { seed: string; households: number },
): Promise<number> {
  let persons = 0;
  function* lines(): Generator<string> {
    for (const household of streamHouseholds(seed, { households, divisions, onDay: '2014-01-01' })) {
      persons += household.members.length;
      yield household.members.map((person) => `${JSON.stringify(lineOf(person))}\n`).join('');
    }
  }
  await pipeline(Readable.from(lines(), { objectMode: true }), createWriteStream(file));
  return persons;
}

function lineOf(person: Person): object {
  const { ref, idNo, name, sex, birthDate, divisionCode, hukouKind, ethnicity, maritalStatus, address } = person;
  const register = {
    hukouDivision: divisionCode,
    hukouKind,
    residenceDivision: divisionCode,
    residenceAddress: address,
  };
  return { ref, idType: 'RESIDENT_ID', idNo, name, sex, birthDate, ...register, ethnicity, maritalStatus };
}

/** `load:persons` as a process. */
export async function loadPersons(
  { server, dir }: { readonly server: Server; readonly dir: string },
  file: string,
  batchId: string,
): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    NODE_OPTIONS: process.env.LOAD_NODE_OPTIONS ?? '',
    // As npm run load:… sets it.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    PEOPLE_DATABASE_URL: server.surroundings.databases.get('people')?.appUrl,
    KEYS_DIR: join(server.dataDir, 'keys'),
  };
  const words = ['--file', file, '--out-dir', join(dir, 'out'), '--batch-id', batchId];
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += String(piece);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`load:persons ended with ${code}: ${said.slice(-500)}`);
}
