import type { AppKit } from '../app-kit.ts';
import { type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import type { FileChannel } from './channel.ts';
import { exchangeChannel } from './exchange-channel.ts';
import { type FolderCopies, folderChannel, openCopies } from './folder-channel.ts';

interface Way {
  readonly agencyCode: string;
  readonly route: string;
}

/** Opens the way that a file's agreement names; throws AgencyFault where there is none. */
export async function openChannel(
  kit: AppKit,
  exchange: AgencyExchange,
  { agencyCode, route }: Way,
): Promise<FileChannel> {
  if (route === 'HTTP') return exchangeChannel(exchange, { agencyCode, seconds: kit.config.agencyFileSeconds });
  return folderChannel(placeOf(kit, { agencyCode, route }));
}

/** Opens the folders of an agency for the copies that stay in them; throws AgencyFault where there is none. */
export async function openFolderCopies(kit: AppKit, way: Way): Promise<FolderCopies> {
  return openCopies(placeOf(kit, way));
}

function placeOf(kit: AppKit, { agencyCode, route }: Way) {
  const server = kit.config.agencyFileServers[agencyCode];
  if (route === 'SFTP' && server === undefined) {
    throw new AgencyFault('UNREACHABLE', { cause: new Error(`AGENCY_FILE_SERVERS does not name ${agencyCode}`) });
  }
  return { agencyCode, dataDir: kit.config.dataDir, server: route === 'SFTP' ? server : undefined };
}
