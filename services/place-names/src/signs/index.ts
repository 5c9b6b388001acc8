import {
  inspectSign,
  installDoorPlate,
  installSign,
  listDoorPlates,
  listSigns,
  listSignTasks,
  signCover,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { signsGraphql } from './graphql.ts';
import { type Installed, install, installPlate } from './install.ts';
import { inspect, readCover, readPlates, readSigns, readTasks } from './keep.ts';

export { refuseStandingSigns, standsWithSign } from './queries.ts';
export { openSignTasks } from './tasks.ts';

/** Signs and door plates, what must be replaced after a renaming, and the cover rate. */
export function registerSigns(kit: AppKit, { installed }: { readonly installed: Installed }): void {
  kit.operation(installSign, (ctx, { body }) => install({ kit, installed }, ctx, body));
  kit.operation(inspectSign, (ctx, input) => inspect(kit, ctx, input));
  kit.operation(listSigns, (ctx, { query }) => readSigns(kit, ctx, query));
  kit.operation(signCover, (ctx, { query }) => readCover(kit, ctx, query));
  kit.operation(listSignTasks, (ctx, { query }) => readTasks(kit, ctx, query));
  kit.operation(installDoorPlate, (ctx, { body }) => installPlate(kit, ctx, body));
  kit.operation(listDoorPlates, (ctx, { query }) => readPlates(kit, ctx, query));
  kit.graphql(signsGraphql(kit));
}
