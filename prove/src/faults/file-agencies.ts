import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SftpServer, startSftpServer } from '@mz/testing/sftp-server';
import type { Platform } from '../platform/index.ts';

/** Three agencies that answer by file, each over another transport. */
export const fileWays = [
  { agencyCode: 'BANK', item: 'DEPOSIT', route: 'HTTP' },
  { agencyCode: 'DISABLED_FED', item: 'CERT', route: 'FOLDER' },
  { agencyCode: 'AGRI', item: 'SUBSIDY', route: 'SFTP' },
] as const;

/** Their folders and the SFTP server of the third. */
export interface FileAgencies {
  /** What the service must know of them; starts the server. */
  environment(platform: Platform): Promise<Record<string, string>>;
  server(): SftpServer;
  /** Where the platform's files lie for an agency (`in`), and the agency's for the platform (`out`). */
  folderOf(agencyCode: string, side: 'in' | 'out'): string;
  stop(): Promise<void>;
}

/** Seconds in which a file must be taken or given over the exchange, and patience with the SFTP server. */
const seconds = 3;

/** Makes them for one platform. */
export function fileAgencies(): FileAgencies {
  const secrets = mkdtempSync(join(tmpdir(), 'mz-prove-sftp-'));
  let running: SftpServer | undefined;
  let root = '';
  const folderOf: FileAgencies['folderOf'] = (agencyCode, side) => join(root, agencyCode, side);
  return {
    folderOf,
    async environment({ surroundings }) {
      root = join(surroundings.dataDir, 'files', 'agency-files');
      for (const { agencyCode } of fileWays) {
        for (const side of ['in', 'out'] as const) mkdirSync(folderOf(agencyCode, side), { recursive: true });
      }
      running = await startSftpServer(join(root, 'AGRI'));
      const privateKeyFile = join(secrets, 'key');
      writeFileSync(privateKeyFile, running.clientKey, { mode: 0o600 });
      const { port, hostKeySha256 } = running;
      const AGRI = {
        ...{ host: '127.0.0.1', port, user: 'mz', hostKeySha256, privateKeyFile },
        ...{ outFolder: 'in', returnFolder: 'out', patienceMs: seconds * 1_000 },
      };
      return { AGENCY_FILE_SECONDS: String(seconds), AGENCY_FILE_SERVERS: JSON.stringify({ AGRI }) };
    },
    server() {
      if (running === undefined) throw new Error('the SFTP server has not been started');
      return running;
    },
    async stop() {
      await running?.stop();
      rmSync(secrets, { recursive: true });
    },
  };
}
