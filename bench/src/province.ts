import { approveBatch, checkBatch, confirmRun, generateBatch, sealBatch } from '@mz/contracts';
import type pg from 'pg';
import { type Officer, openOfficer } from './officers.ts';
import type { Server } from './server.ts';

/** The officers of a monthly run: no two steps by one person where the law parts them. */
export interface Officers {
  readonly batches: Officer;
  readonly approver: Officer;
  readonly finance: Officer;
}

/** How long each step took, summed over the counties. */
export type Steps = Map<string, number>;

const deadlineMs = 300_000;
const pollMs = 20;

/** Opens the officers who run a month for the whole province. */
export async function openOfficers(server: Server): Promise<Officers> {
  return {
    batches: await openOfficer(server, 'BATCH_OFFICER'),
    approver: await openOfficer(server, 'BATCH_APPROVER'),
    finance: await openOfficer(server, 'COUNTY_FINANCE'),
  };
}

/** Runs a month of one county from the draft at the bureau to the booked journal at payments. */
export async function runCounty(
  server: Server,
  given: { officers: Officers; payments: pg.Client; county: string; month: string; steps: Steps },
): Promise<void> {
  const { officers, payments, county, month, steps } = given;
  const bureau = server.urlOf('social-assistance');
  const step = <T>(name: string, run: () => Promise<T>): Promise<T> => measured(steps, name, run);
  const body = { programme: 'URBAN_DIBAO', divisionCode: county, benefitMonth: month };
  const batch = await step('generate', () => officers.batches.post(bureau + generateBatch.path, body));
  const id = String(batch.id);
  const at = (path: string): string => path.replace('{id}', id);
  await step('check', () => officers.batches.post(bureau + at(checkBatch.path), {}, 1));
  await step('approve', () => officers.approver.post(bureau + at(approveBatch.path), {}, 2));
  await step('seal', () => officers.approver.post(bureau + at(sealBatch.path), {}, 3));
  const version = await step('pull, take over, screen', () => untilScreened(payments, id));
  await step('confirm', () => officers.finance.post(server.urlOf('payments') + at(confirmRun.path), {}, version));
}

async function measured<T>(steps: Steps, name: string, run: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  steps.set(name, (steps.get(name) ?? 0) + performance.now() - start);
  return result;
}

async function untilScreened(payments: pg.Client, id: string): Promise<number> {
  const until = performance.now() + deadlineMs;
  while (performance.now() < until) {
    const { rows } = await payments.query<{ state: string; version: number; code: string | null }>(
      'select state, version, refused_code as code from run where id = $1',
      [id],
    );
    const [run] = rows;
    if (run?.state === 'SCREENED') return run.version;
    if (run !== undefined) throw new Error(`batch ${id} is ${run.state} ${run.code ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`batch ${id} was not taken over in ${deadlineMs / 1_000} s`);
}
