import { reportLifeEvent } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { liftUnconfirmed } from './jobs.ts';
import { report } from './report.ts';

/** Life events: deaths by grade of their source, claims that the person lives, revocations. */
export function registerLifeEvents(kit: AppKit): void {
  kit.operation(reportLifeEvent, (ctx, { body }) => report(kit, ctx, body));
  kit.schedule(liftUnconfirmed(kit));
}
