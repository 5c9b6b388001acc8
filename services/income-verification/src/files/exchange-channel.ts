import { ExchangeListing } from '@mz/contracts';
import Value from 'typebox/value';
import { type AgencyExchange, AgencyFault, AnswerTooLarge } from '../dispatch/index.ts';
import type { FileChannel } from './channel.ts';

/** Files over the agencies' exchange, each call signed and its answer bound to it. */
export function exchangeChannel(
  exchange: AgencyExchange,
  { agencyCode, seconds }: { readonly agencyCode: string; readonly seconds: number },
): FileChannel {
  const path = `/agencies/${agencyCode}`;
  return {
    async deliver(fileNo, body) {
      const file = { path: `${path}/files/${fileNo}`, body, contentType: 'application/jose' };
      await exchange.call({ method: 'PUT', ...file, seconds, largestBytes: 4096 });
    },
    async list() {
      const call = { method: 'GET' as const, path: `${path}/answers`, seconds, largestBytes: 512 * 1024 };
      const { files } = readListing(await exchange.call(call));
      return files.map(({ file_no: fileNo, sha256 }) => ({ fileNo, sha256 }));
    },
    async fetch(fileNo, largestBytes) {
      try {
        return await exchange.call({ method: 'GET', path: `${path}/answers/${fileNo}`, seconds, largestBytes });
      } catch (error) {
        if (error instanceof AgencyFault && error.cause instanceof AnswerTooLarge) return undefined;
        throw error;
      }
    },
    // The agency keeps its list; what was accepted is known by number and hash.
    finish: async () => undefined,
    close: async () => undefined,
  };
}

function readListing(text: string): ExchangeListing {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Value.Check(ExchangeListing, parsed)) return parsed;
  } catch (error) {
    throw new AgencyFault('ANSWER_MALFORMED', { cause: error });
  }
  throw new AgencyFault('ANSWER_MALFORMED');
}
