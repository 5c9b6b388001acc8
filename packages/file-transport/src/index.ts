import type { SftpAddress } from './address.ts';
import { dropFolder, type Folders } from './drop-folder.ts';
import type { FileTransport } from './transport.ts';

export { SftpAddress } from './address.ts';
export { dropFolder } from './drop-folder.ts';
export { type FileDigest, type FileTransport, type KeptPlace, TransportError } from './transport.ts';

/** The way to a partner: SFTP, whose library is loaded only then, where an address is known; else the drop folder. */
export async function openFileTransport(
  address: SftpAddress | undefined,
  folders: Folders,
  largestBytes: number,
): Promise<FileTransport> {
  if (address === undefined) return dropFolder(folders, largestBytes);
  const { sftpTransport } = await import('./sftp.ts');
  return sftpTransport(address, largestBytes);
}
