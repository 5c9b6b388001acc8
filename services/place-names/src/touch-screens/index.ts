import {
  beatTouchScreen,
  buildContentPackage,
  getContent,
  listContentPackages,
  listTouchScreenAlerts,
  listTouchScreens,
  publishContentPackage,
  registerTouchScreen,
  retireTouchScreen,
} from '@mz/contracts';
import type { SystemJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { buildContent, publishContent, readPublished } from './content.ts';
import { registerScreen, retireScreen } from './devices.ts';
import { touchScreensGraphql } from './graphql.ts';
import { heartbeatJob, takeHeartbeat } from './heartbeats.ts';
import { listAlerts, listPackages, listScreens } from './queries.ts';
import { watchScreens } from './watch.ts';

export { screenTable } from './living-table.ts';

const tables = ['touch_screen', 'touch_screen_count', 'touch_screen_alert'];

/** What acts for touch screens without a person. */
export const touchScreenJobs: SystemJob[] = [
  { name: heartbeatJob, tables, why: 'a device has a secret and no log-in; it writes its own row alone' },
  { name: 'touchScreens.watch', tables, why: 'a silent device is somebody’s to look at, in every division' },
];

/** Touch screens, what they show and whether they work (place-names.md §8.4). */
export function registerTouchScreens(kit: AppKit, codeTables: CodeTables): void {
  const reader = { kit, tables: codeTables };
  kit.operation(registerTouchScreen, (ctx, input) => registerScreen(reader, ctx, input));
  kit.operation(retireTouchScreen, (ctx, input) => retireScreen(kit, ctx, input));
  kit.operation(listTouchScreens, (ctx, { query }) => kit.read(ctx, (db) => listScreens(db, query)));
  kit.operation(listTouchScreenAlerts, (ctx, { query }) => kit.read(ctx, (db) => listAlerts(db, query)));
  kit.operation(beatTouchScreen, (_ctx, input) => takeHeartbeat(kit, input));
  kit.operation(buildContentPackage, (ctx, input) => buildContent(reader, ctx, input));
  kit.operation(publishContentPackage, (ctx, input) => publishContent(kit, ctx, input));
  kit.operation(listContentPackages, (ctx, { query }) => kit.read(ctx, (db) => listPackages(db, query)));
  kit.operation(getContent, (ctx, input) => readPublished(kit, ctx, input));
  kit.graphql(touchScreensGraphql(kit));
  kit.schedule(watchScreens(kit));
}
