import { join } from 'node:path';
import { type FileTransport, openFileTransport } from '@mz/file-transport';
import type { AppKit } from '../app-kit.ts';

/** Largest return file that is taken in. */
const maxReturnBytes = 8_388_608;

/** The transport of a bank: SFTP when the settings name it, else `<DATA_DIR>/bank-files/<bank>` and `bank-returns/<bank>`. */
export async function openTransport(kit: AppKit, bankCode: string): Promise<FileTransport> {
  const { bankTransports, dataDir } = kit.config;
  const folders = { out: join(dataDir, 'bank-files', bankCode), returns: join(dataDir, 'bank-returns', bankCode) };
  return openFileTransport(bankTransports[bankCode], folders, maxReturnBytes);
}
