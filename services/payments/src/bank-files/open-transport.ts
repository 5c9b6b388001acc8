import type { AppKit } from '../app-kit.ts';
import { dropFolder } from './drop-folder.ts';
import { sftpTransport } from './sftp.ts';
import type { Transport } from './transport.ts';

/** The transport of a bank: SFTP when the settings name it, else the drop folder. */
export async function openTransport(kit: AppKit, bankCode: string): Promise<Transport> {
  const sftp = kit.config.bankTransports[bankCode];
  return sftp === undefined ? dropFolder(kit.config.dataDir, bankCode) : sftpTransport(sftp);
}
