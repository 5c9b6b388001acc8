import { downloadPlaceSeries, getPlaceSeries, listSeriesRows } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { seriesCsv } from './csv.ts';
import { seriesGraphql } from './graphql.ts';
import { readSeries, readSeriesRows } from './read.ts';

/** Statistics by division and year, as reported and on the same territory (place-names.md §9.7). */
export function registerSeries(kit: AppKit): void {
  kit.operation(getPlaceSeries, (ctx, input) => readSeries(kit, ctx, input));
  kit.operation(listSeriesRows, (ctx, input) => readSeriesRows(kit, ctx, input));
  kit.download(downloadPlaceSeries, async (ctx, input) => ({
    fileName: `${input.params.measure.toLowerCase()}-${input.query.from}-${input.query.to}.csv`,
    chunks: bytesOf(seriesCsv(await readSeries(kit, ctx, input))),
  }));
  kit.graphql(seriesGraphql(kit));
}

async function* bytesOf(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(line, 'utf8');
}
