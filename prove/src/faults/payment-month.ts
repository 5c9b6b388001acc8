import { fillEnrolments, fillPayees, openFund, streamEnrolled } from '@mz/bench';
import { approveBatch, checkBatch, confirmRun, fileRun, generateBatch, type Operation, sealBatch } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import { connectAdmin } from '../platform/spare.ts';
import { type Answer, type Officer, openOfficer } from '../workload/officer.ts';

/** The county of the proof, whose officers stand in the start data. */
export const county = '370102000000';
export const programme = 'URBAN_DIBAO';

/** The steps of a month, each with the states that show that it is done. */
export const stepNames = ['generate', 'check', 'approve', 'seal', 'take over', 'confirm'] as const;

/** Who takes the steps: two of each office, who do the same at once and do not know of each other. */
export interface Offices {
  readonly batches: Officer;
  readonly approver: Officer;
  readonly finance: Officer;
  readonly fund: Officer;
}

/** A month under way; `entered` is told when a step begins. */
export interface Month {
  readonly month: string;
  entered(step: number): void;
}

// Three kills of a consumer, each with the lease of its job.
const stepDeadlineMs = 400_000;
const pollMs = 50;
const bureauStates = ['DRAFT', 'CHECKED', 'APPROVED', 'SEALED'];

/** Fills bureau and payments with enrolled households of the county, and a fund that pays them. */
export async function fillProvince(platform: Platform, households: number): Promise<void> {
  const size = { households, divisions: [`${county.slice(0, 6)}001001`, `${county.slice(0, 6)}001002`] };
  const [bureau, payments] = [
    await connectAdmin(platform, 'social-assistance'),
    await connectAdmin(platform, 'payments'),
  ];
  await fillEnrolments(bureau, streamEnrolled('payment-run', size));
  await fillPayees(payments, streamEnrolled('payment-run', size));
  await openFund(payments, county);
  await Promise.all([bureau.end(), payments.end()]);
}

/** Logs the officers in. */
export async function openOffices(platform: Platform): Promise<Offices> {
  return {
    batches: await openOfficer(platform, 'lixia-batch-officer'),
    approver: await openOfficer(platform, 'lixia-batch-approver'),
    finance: await openOfficer(platform, 'lixia-finance'),
    fund: await openOfficer(platform, 'lixia-fund-officer'),
  };
}

/** Takes a month from nothing to its booked journal, each command sent twice at once and again until its step is done. */
export async function runMonth(platform: Platform, offices: Offices, { month, entered }: Month): Promise<number[]> {
  const took: number[] = [];
  for (const step of stepNames.keys()) {
    const start = performance.now();
    entered(step);
    await takeStep({ platform, offices, month, step });
    took.push(performance.now() - start);
  }
  return took;
}

/** Takes a month to its sealed batch, which payments need not know of. */
export async function sealMonth(platform: Platform, offices: Offices, month: string): Promise<void> {
  for (const step of stepNames.slice(0, 4).keys()) await takeStep({ platform, offices, month, step });
}

/** Writes the bank files of a month that is booked; an officer who hears nothing looks whether it is done. */
export async function fileMonth(platform: Platform, offices: Offices, month: string): Promise<void> {
  const until = performance.now() + stepDeadlineMs;
  for (;;) {
    const [run] = await platform.rows<{ id: string; state: string; version: number }>(
      'payments',
      'select id, state, version from run where benefit_month = $1',
      [month],
    );
    if (run === undefined) throw new Error(`${month} has no run`);
    if (run.state !== 'FINANCE_CONFIRMED') return;
    if (performance.now() > until) throw new Error(`${month}: no bank file in ${stepDeadlineMs / 1_000} s`);
    const sent = { operation: fileRun, params: { id: run.id }, body: {}, version: run.version };
    await offices.fund.call({ ...sent, key: `${month}-file-${run.version}` });
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

interface Step {
  readonly platform: Platform;
  readonly offices: Offices;
  readonly month: string;
  readonly step: number;
}

interface Progress {
  readonly done: number;
  readonly id: string;
  readonly version: number;
}

async function takeStep(taken: Step): Promise<void> {
  const until = performance.now() + stepDeadlineMs;
  const refused = new Set<string>();
  for (;;) {
    const progress = await progressOf(taken);
    if (progress.done > taken.step) return;
    if (performance.now() > until) {
      throw new Error(`${taken.month}: no ${stepNames[taken.step]} in ${stepDeadlineMs / 1_000} s; ${[...refused]}`);
    }
    const answers = await Promise.all([0, 1].map((runner) => command(taken, progress, runner)));
    for (const answer of answers) if (answer && answer.status >= 400) refused.add(`${answer.status} ${codeOf(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function codeOf({ text }: Answer): string {
  return /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? '';
}

/** Where the month stands, by the tables of both services. */
async function progressOf({ platform, month }: Step): Promise<Progress> {
  const [batch] = await platform.rows<{ id: string; state: string; version: number }>(
    'social-assistance',
    `select id, state, version from batch
     where programme = $1 and division_code = $2 and benefit_month = $3 and kind = 'REGULAR' order by created_at limit 1`,
    [programme, county, month],
  );
  if (batch === undefined) return { done: 0, id: '', version: 0 };
  const place = bureauStates.indexOf(batch.state);
  if (place >= 0 && place < 3) return { ...batch, done: place + 1 };
  const [run] = await platform.rows<{ state: string; version: number }>(
    'payments',
    'select state, version from run where id = $1',
    [batch.id],
  );
  if (run === undefined) return { ...batch, done: 4 };
  if (run.state === 'SCREENED') return { id: batch.id, version: run.version, done: 5 };
  if (run.state === 'FINANCE_CONFIRMED') return { id: batch.id, version: run.version, done: 6 };
  throw new Error(`${month}: the run is ${run.state}`);
}

/** What one of two runners sends for a step; its key stays the same when it sends it again. */
async function command(
  { offices, month, step }: Step,
  { id, version }: Progress,
  runner: number,
): Promise<Answer | undefined> {
  const send = (officer: Officer, operation: Operation, body = {}): Promise<Answer | undefined> =>
    officer.call({
      ...{ operation, params: { id }, body, key: `${month}-${step}-${runner}-${version}` },
      ...(operation.versioned ? { version } : {}),
    });
  switch (stepNames[step]) {
    case 'generate':
      return send(offices.batches, generateBatch, { programme, divisionCode: county, benefitMonth: month });
    case 'check':
      return send(offices.batches, checkBatch);
    case 'approve':
      return send(offices.approver, approveBatch);
    case 'seal':
      return send(offices.approver, sealBatch);
    case 'confirm':
      return send(offices.finance, confirmRun);
    default:
      return undefined; // payments takes the sealed batch over by itself
  }
}
