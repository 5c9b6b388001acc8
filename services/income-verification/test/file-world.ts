import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SftpServer, startSftpServer } from '@mz/testing';
import { startWorld, type World } from './world.ts';

/** A world whose agencies answer files by three ways: BANK over the exchange, DISABLED_FED by folder, AGRI by SFTP. */
export interface FileWorld {
  readonly world: World;
  readonly server: SftpServer;
  /** Below it lie the agencies' folders. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** The agencies with their items and ways. */
export const ways = [
  { agencyCode: 'BANK', item: 'DEPOSIT', route: 'HTTP' },
  { agencyCode: 'DISABLED_FED', item: 'CERT', route: 'FOLDER' },
  { agencyCode: 'AGRI', item: 'SUBSIDY', route: 'SFTP' },
] as const;

/** Starts it on 2014-04-28. */
export async function startFileWorld(): Promise<FileWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'mz-agency-files-'));
  const root = join(folder, 'agency-files', 'AGRI');
  for (const name of ['in', 'out']) await mkdir(join(root, name), { recursive: true });
  const server = await startSftpServer(root);
  const privateKeyFile = join(folder, 'key');
  await writeFile(privateKeyFile, server.clientKey, { mode: 0o600 });
  const { port, hostKeySha256 } = server;
  const AGRI = {
    ...{ host: '127.0.0.1', port, user: 'mz', hostKeySha256, privateKeyFile },
    ...{ outFolder: 'in', returnFolder: 'out', patienceMs: 15_000 },
  };
  const config = { dataDir: folder, agencyFileSeconds: 15, agencyFileServers: { AGRI } };
  const world = await startWorld({ config, simulator: { dataDir: folder } });
  return {
    ...{ world, server, folder },
    async stop() {
      await world.stop();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** An entrusted check of a household of two. */
export async function entrusted(world: World): Promise<string> {
  const household = await world.aHousehold('carOwner');
  const id = await world.request(world.briefOf(household));
  const { status, body } = await world.entrust(id);
  if (status !== 200) throw new Error(`entrusting answered ${status} ${JSON.stringify(body)}`);
  await world.dispatch(id);
  return id;
}
