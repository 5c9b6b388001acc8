import { ExchangeListing } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import Value from 'typebox/value';
import type { AppKit } from '../app-kit.ts';
import { type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import { receiveFile } from './incoming.ts';
import { type FileRow, listAccepted, listFiles } from './queries.ts';

const seconds = 60;
/** 50,000 rows of the widest item, encrypted. */
const largestFileBytes = 64 * 1024 * 1024;

/** Hands over what is sealed and fetches what agencies have ready; an agency that is away is asked again next time. */
export async function exchangeFiles(kit: AppKit, ctx: Context, exchange: AgencyExchange): Promise<{ done: number }> {
  let done = 0;
  for (const file of await kit.read(ctx, (db) => listFiles(db, 'SEALED'))) {
    if (await unlessAway(kit, file.agencyCode, () => deliver(kit, ctx, exchange, file))) done += 1;
  }
  const waiting = await kit.read(ctx, (db) => listFiles(db, 'SENT'));
  const agencies = [...new Set(waiting.map(({ agencyCode }) => agencyCode))].sort();
  for (const agencyCode of agencies) {
    done += (await unlessAway(kit, agencyCode, () => fetchAnswers(kit, ctx, exchange, agencyCode))) ?? 0;
  }
  return { done };
}

async function unlessAway<T>(kit: AppKit, agencyCode: string, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AgencyFault)) throw error;
    kit.log.warn({ agencyCode, fault: error.kind }, 'the agency takes or gives no files now');
    return undefined;
  }
}

/** The same bytes under the same number, however often it is tried. */
async function deliver(kit: AppKit, ctx: Context, exchange: AgencyExchange, file: FileRow): Promise<true> {
  await exchange.call({
    method: 'PUT',
    path: `/agencies/${file.agencyCode}/files/${file.fileNo}`,
    body: file.body ?? '',
    contentType: 'application/jose',
    seconds,
    largestBytes: 4096,
  });
  await kit.write(ctx, async (unit) => {
    await unit.db
      .updateTable('exchangeFile')
      .set({ state: 'SENT', deliveredAt: kit.clock.wall() })
      .where('id', '=', file.id)
      .where('state', '=', 'SEALED')
      .execute();
    const after = { fileNo: file.fileNo };
    unit.audit({ action: 'files.deliver', recordType: 'exchange_file', recordId: file.id, after });
  });
  return true;
}

async function fetchAnswers(kit: AppKit, ctx: Context, exchange: AgencyExchange, agencyCode: string): Promise<number> {
  const path = `/agencies/${agencyCode}/answers`;
  const listing = readListing(await exchange.call({ method: 'GET', path, seconds, largestBytes: 512 * 1024 }));
  const numbers = listing.files.map(({ file_no }) => file_no);
  const seen = await kit.read(ctx, (db) => listAccepted(db, numbers));
  let done = 0;
  for (const { file_no: fileNo, sha256 } of listing.files) {
    if (seen.has(`${fileNo} ${sha256}`)) continue;
    const call = { method: 'GET' as const, path: `${path}/${fileNo}`, seconds, largestBytes: largestFileBytes };
    const result = await receiveFile(kit, ctx, exchange, { fileNo, sha256, body: await exchange.call(call) });
    if (!result.ok && result.first)
      kit.log.warn({ agencyCode, fileNo, code: result.code }, 'an answer file was refused');
    if (result.ok || result.first) done += 1;
  }
  return done;
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
