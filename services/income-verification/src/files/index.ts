import {
  confirmDisc,
  downloadExchangeFile,
  handOverDisc,
  listExchangeFiles,
  type OperationInputOf,
  uploadDisc,
  writeDisc,
} from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { AgencyExchange } from '../dispatch/index.ts';
import { exchangeFiles } from './delivery.ts';
import { download, handOver, write } from './discs.ts';
import { collectFiles } from './outgoing.ts';
import { listFileRows, toFile } from './queries.ts';
import { confirm, enter } from './uploads.ts';

/** Batch files to and from agencies, by exchange, folder, SFTP or disc (income-verification.md §4 modes DF and OD). */
export function registerFiles(kit: AppKit, exchange: AgencyExchange): void {
  kit.operation(listExchangeFiles, (ctx, { query }) => list(kit, ctx, query));
  kit.download(downloadExchangeFile, (ctx, input) => download(kit, ctx, input));
  kit.operation(writeDisc, (ctx, input) => write(kit, ctx, input));
  kit.operation(handOverDisc, (ctx, input) => handOver(kit, ctx, input));
  kit.operation(uploadDisc, (ctx, input) => enter(kit, ctx, exchange, input));
  kit.operation(confirmDisc, (ctx, input) => confirm(kit, ctx, exchange, input));
  kit.schedule({
    name: 'files.collect',
    every: { dailyAt: '17:00' },
    run: (ctx) => collectFiles(kit, ctx),
  });
  kit.schedule({
    name: 'files.exchange',
    every: { minutes: 30 },
    run: (ctx) => exchangeFiles(kit, ctx, exchange),
  });
}

type Query = OperationInputOf<typeof listExchangeFiles>['query'];

async function list(kit: AppKit, ctx: Context, { after, first = 50, ...filter }: Query) {
  const beforeId = readCursor(after, ['string'])?.[0]?.toString();
  const rows = await kit.read(ctx, (db) => listFileRows(db, { ...filter, beforeId, limit: first + 1 }));
  return pageOf(rows.map(toFile), first, ({ id }) => [id]);
}
