import {
  checkMapSheet,
  listMapSheets,
  listPublicSheets,
  locateSheet,
  openMapSheet,
  publishMapSheet,
  readSheetCoverage,
  registerMapSheet,
  releaseMapSheet,
  withdrawMapSheet,
} from '@mz/contracts';
import type { GeometryReader } from '../geometry/index.ts';
import { check, open, publish, register, release, withdraw } from './commands.ts';
import { sheetsGraphql } from './graphql.ts';
import { locate, readCoverage, readLibrary, readPublic } from './read.ts';

/** Registers the map library: its public layer, its sheets and their steps. */
export function registerSheets(reader: GeometryReader): void {
  const { kit } = reader;
  kit.operation(listPublicSheets, (ctx, input) => readPublic(kit, ctx, input));
  kit.operation(locateSheet, (_, input) => locate(input));
  kit.operation(readSheetCoverage, (ctx, input) => readCoverage(reader, ctx, input));
  kit.operation(listMapSheets, (ctx, input) => readLibrary(kit, ctx, input));
  kit.operation(openMapSheet, (ctx, input) => open(kit, ctx, input));
  kit.operation(registerMapSheet, (ctx, input) => register(reader, ctx, input));
  kit.operation(checkMapSheet, (ctx, { params }) => check(kit, ctx, params));
  kit.operation(publishMapSheet, (ctx, { params }) => publish(kit, ctx, params));
  kit.operation(releaseMapSheet, (ctx, input) => release(kit, ctx, input));
  kit.operation(withdrawMapSheet, (ctx, input) => withdraw(kit, ctx, input));
  kit.graphql(sheetsGraphql(kit));
}

export { type CoveredSheet, sheetsOver } from './grid.ts';
export { mapIndicators } from './indicators.ts';
export { readBox } from './rules.ts';
