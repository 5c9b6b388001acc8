import type { AppKit } from '../app-kit.ts';
import { dropFolder } from './drop-folder.ts';
import type { Transport } from './transport.ts';

/** The transport of a bank: SFTP, whose library is loaded only then, when the settings name it; else the drop folder. */
export async function openTransport(kit: AppKit, bankCode: string): Promise<Transport> {
  const sftp = kit.config.bankTransports[bankCode];
  if (sftp === undefined) return dropFolder(kit.config.dataDir, bankCode);
  const { sftpTransport } = await import('./sftp.ts');
  return sftpTransport(sftp);
}
