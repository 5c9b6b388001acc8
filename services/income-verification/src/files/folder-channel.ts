import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type FileTransport, openFileTransport, type SftpAddress, TransportError } from '@mz/file-transport';
import { AgencyFault } from '../dispatch/index.ts';
import { type FileChannel, largestFileBytes } from './channel.ts';

const ending = '.jwe';

interface Place {
  readonly agencyCode: string;
  readonly dataDir: string;
  readonly server: SftpAddress | undefined;
}

/** Copies that stay in an agency's folders after their use; throws AgencyFault where the agency is away. */
export type FolderCopies = Pick<FileTransport, 'kept' | 'digest' | 'discard' | 'close'>;

/** Opens an agency's folders for what stays in them. */
export async function openCopies(place: Place): Promise<FolderCopies> {
  const transport = await openFolders(place);
  return {
    kept: (where) => away(() => transport.kept(where)),
    digest: (where, name) => away(() => transport.digest(where, name)),
    discard: (where, name) => away(() => transport.discard(where, name)),
    close: () => transport.close(),
  };
}

function openFolders({ agencyCode, dataDir, server }: Place): Promise<FileTransport> {
  const root = join(dataDir, 'agency-files', agencyCode);
  const folders = { out: join(root, 'in'), returns: join(root, 'out') };
  return away(() => openFileTransport(server, folders, largestFileBytes));
}

/** Files as files: in a folder that both sides reach, or on the agency's SFTP server; each is one JWE of its number. */
export async function folderChannel(place: Place): Promise<FileChannel> {
  const transport = await openFolders(place);
  return {
    deliver: (fileNo, body) => away(() => transport.put(`${fileNo}${ending}`, Buffer.from(body))),
    async list() {
      const names = await away(() => transport.list());
      return names.flatMap((name) => {
        const fileNo = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
        return /^[A-Z0-9_-]{1,80}$/.test(fileNo) ? [{ fileNo, sha256: undefined }] : [];
      });
    },
    async fetch(fileNo, largestBytes) {
      try {
        return (await away(() => transport.get(`${fileNo}${ending}`, largestBytes))).toString('utf8');
      } catch (error) {
        if (error instanceof AgencyFault && isTooLarge(error.cause)) return undefined;
        throw error;
      }
    },
    // By what it holds: the same file again, and another one under its number, each have their place.
    finish: (fileNo, body) => away(() => transport.finish(`${fileNo}${ending}`, `${fileNo}.${printOf(body)}${ending}`)),
    close: () => transport.close(),
  };
}

function isTooLarge(cause: unknown): boolean {
  return cause instanceof TransportError && cause.code === 'FILE_TOO_LARGE';
}

function printOf(body: string | undefined): string {
  return body === undefined ? 'too-large' : createHash('sha256').update(body).digest('hex').slice(0, 16);
}

/** No folder, no server, no permission, no space: the agency is away, and it is tried again. */
async function away<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new AgencyFault('UNREACHABLE', { cause: error });
  }
}
