import type { AppKit } from '../app-kit.ts';
import { type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import type { FileChannel } from './channel.ts';
import { exchangeChannel } from './exchange-channel.ts';
import { folderChannel } from './folder-channel.ts';

/** Opens the way that a file's agreement names; throws AgencyFault where there is none. */
export async function openChannel(
  kit: AppKit,
  exchange: AgencyExchange,
  { agencyCode, route }: { readonly agencyCode: string; readonly route: string },
): Promise<FileChannel> {
  if (route === 'HTTP') return exchangeChannel(exchange, { agencyCode, seconds: kit.config.agencyFileSeconds });
  const server = kit.config.agencyFileServers[agencyCode];
  if (route === 'SFTP' && server === undefined) {
    throw new AgencyFault('UNREACHABLE', { cause: new Error(`AGENCY_FILE_SERVERS does not name ${agencyCode}`) });
  }
  return folderChannel({ agencyCode, dataDir: kit.config.dataDir, server: route === 'SFTP' ? server : undefined });
}
