import type { Random } from '@mz/population';
import { trailFaults } from '../checker/audit.ts';
import { openPlatform, type Platform } from '../platform/index.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { createSupervisor, type Supervisor } from '../platform/supervisor.ts';
import { bankFileFaults, fillAccounts } from './bank-files.ts';
import { paymentFaults } from './payment-checks.ts';
import { fileMonth, fillProvince, type Offices, openOffices, runMonth } from './payment-month.ts';
import type { ProofOptions } from './proof.ts';

const names = ['identity', 'place-names', 'social-assistance', 'payments'] as const;
const allMonths = ['2014-01', '2014-02', '2014-03', '2014-04', '2014-05'];
const settleDeadlineMs = 300_000;
const backDeadlineMs = 10_000;
// More than three pages of a thousand lines, so that each start meets another end of a page.
const households = { long: 3_500, short: 60 };

interface Case {
  readonly service: 'social-assistance' | 'payments';
  readonly point: string;
  /** How often it is killed in each month, month after month. */
  readonly kills: readonly number[];
}

const [pages, files] = ['batch.between-pages', 'files.between-two'];
const longCases: readonly Case[] = [
  { service: 'social-assistance', point: pages, kills: [3, 0] },
  { service: 'payments', point: pages, kills: [3, 0] },
  // What was not handed over goes with the files of the next month.
  { service: 'payments', point: files, kills: [1, 1, 1, 0] },
];
const shortCases: readonly Case[] = [{ service: 'payments', point: files, kills: [1, 0] }];

/**
 * The bureau dies between two pages of a batch that it gives, payments between two pages that it takes and between two files
 * that it hands to banks: each enrolment is paid once and to the fen, each line stands in one file, each file is with its bank
 * once, and the audit trails are whole. Answers the faults.
 */
export async function killInWork(_random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const faults: string[] = [];
  for (const one of short ? shortCases : longCases) {
    const found = await playCase(one, { say, queue, count: households[short ? 'short' : 'long'] });
    // On a machine that is busy with other things only the long run says something about time.
    faults.push(...found.filter((fault) => !short || !fault.includes('back after')));
  }
  return faults;
}

interface CaseOptions extends Pick<ProofOptions, 'say' | 'queue'> {
  readonly count: number;
}

async function playCase({ service, point, kills }: Case, { say, queue, count }: CaseOptions): Promise<string[]> {
  const months = allMonths.slice(0, kills.length);
  const platform = await openPlatform(say, { names, queue });
  try {
    await fillProvince(platform, count);
    await fillAccounts(platform);
    const supervisor = createSupervisor(platform, await platform.startAll(names), names);
    const offices = await openOffices(platform);
    const late: string[] = [];
    for (const [index, month] of months.entries()) {
      const killing = killTimes(supervisor, { service, point }, kills[index] ?? 0);
      await playMonth(platform, offices, month);
      const backMs = await killing;
      say(`${month}: filed; ${service} killed at ${point} ${backMs.length} times, back after ${backMs.join(', ')} ms`);
      late.push(
        ...backMs.filter((ms) => ms > backDeadlineMs).map((ms) => `${service} at ${point}: back after ${ms} ms`),
      );
    }
    const unsettled = await waitUntilSettled(platform, names, settleDeadlineMs);
    await supervisor.stop();
    const faults = [...(await paymentFaults(platform, months)), ...(await bankFileFaults(platform))];
    return [...late, ...unsettled, ...faults, ...(await trailFaults(platform, names))];
  } finally {
    await platform.stop();
  }
}

async function killTimes(
  supervisor: Supervisor,
  { service, point }: Pick<Case, 'service' | 'point'>,
  times: number,
): Promise<number[]> {
  return times === 0 ? [] : supervisor.killAt(service, point, times);
}

async function playMonth(platform: Platform, offices: Offices, month: string): Promise<void> {
  await runMonth(platform, offices, { month, entered: () => undefined });
  await fileMonth(platform, offices, month);
}
