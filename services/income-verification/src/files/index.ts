import {
  confirmDisc,
  downloadExchangeFile,
  handOverDisc,
  listExchangeFiles,
  uploadDisc,
  writeDisc,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { AgencyExchange } from '../dispatch/index.ts';
import { exchangeFiles } from './delivery.ts';
import { download, handOver, write } from './discs.ts';
import { filesGraphql } from './graphql.ts';
import type { AnswerTaker } from './incoming.ts';
import { collectFiles } from './outgoing.ts';
import { readFiles } from './reads.ts';
import { confirm, enter } from './uploads.ts';

export { deleteCopies } from './copies.ts';
export { type CopyQuery, listCopies } from './copy-list.ts';
export { countUnended } from './copy-queries.ts';
export type { AnswerTaker } from './incoming.ts';
export { exchangePair } from './keys.ts';
export { nextSerial } from './queries.ts';
export { fileNumber } from './rules.ts';
export { sealerFor } from './seal-for.ts';

/** Batch files to and from agencies, by exchange, folder, SFTP or disc (income-verification.md §4 modes DF and OD). */
export function registerFiles(kit: AppKit, exchange: AgencyExchange, taker: AnswerTaker): void {
  kit.operation(listExchangeFiles, (ctx, { query }) => readFiles(kit, ctx, query));
  kit.graphql(filesGraphql(kit, exchange));
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
    run: (ctx) => exchangeFiles(kit, ctx, { exchange, taker }),
  });
}
