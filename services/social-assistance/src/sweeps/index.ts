import {
  cancelSweep as cancelOperation,
  getSweep,
  listSweepFindings,
  startSweep as startOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { cancelSweep, startSweep } from './commands.ts';
import { resumeSweeps } from './jobs.ts';
import { findFindings, readSweep } from './queries.ts';
import { createRunner } from './runner.ts';

/** Eligibility sweeps (ARCHITECTURE §6): a month of all standing enrolments by the rules of the monthly run, in threads. */
export function registerSweeps(kit: AppKit): void {
  const runner = createRunner(kit);
  kit.operation(startOperation, async (ctx, { body }) => {
    const sweep = await startSweep(kit, ctx, body);
    runner.wake();
    return sweep;
  });
  kit.operation(getSweep, (ctx, { params }) => readSweep(kit, ctx, params.id));
  kit.operation(listSweepFindings, (ctx, { params, query }) => findFindings(kit, ctx, params.id, query));
  kit.operation(cancelOperation, (ctx, { params }) => cancelSweep(kit, ctx, params.id));
  kit.schedule(resumeSweeps(runner));
  kit.onStop(() => runner.stop());
}
