import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceProcess } from '@mz/dev-stack';
import type { Random } from '@mz/population';
import { faultsOf } from '../checker/index.ts';
import { archiveAll, archiving, type BaseBackup, backUp, openArchive, putInPlace } from '../platform/base-backup.ts';
import { openPlatform, type Platform } from '../platform/index.ts';
import { emptyQueue } from '../platform/queue-store.ts';
import { waitUntilSettled } from '../platform/settle.ts';
import { type Client, createClient } from '../workload/client.ts';
import { openWorkload, type Workload, workloadServices } from '../workload/index.ts';
import { type Entry, type Ledger, summaryOf } from '../workload/ledger.ts';
import type { ProofOptions } from './proof.ts';

const lanes = 8;
const settleDeadlineMs = 240_000;
const sizes = {
  long: { untilBackup: 500, perMoment: 400, moments: 5, afterwards: 100 },
  short: { untilBackup: 60, perMoment: 60, moments: 1, afterwards: 20 },
} as const;

/**
 * All services work while a base backup is made and the log is archived; then the databases are lost and brought back to
 * moments in the middle of the load. What was acknowledged before the moment is there, what was sent after it is not, and
 * the services go on from there. Answers the faults.
 */
export async function restore(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const { untilBackup, perMoment, moments, afterwards } = sizes[short ? 'short' : 'long'];
  const platform = await openPlatform(say, { names: workloadServices, queue, settings: archiving });
  try {
    await openArchive(platform);
    const services = await platform.startAll(workloadServices);
    const client = createClient(platform);
    const workload = await openWorkload(random, client);
    const { ledger } = workload;
    const load = { over: false };
    const sending = keepSending(workload, client, load);
    await reach(ledger, untilBackup);
    const backup = await backUp(platform);
    say(`base backup made after ${untilBackup} commands, while ${ledger.length - untilBackup} more were sent`);
    const chosen: number[] = [];
    for (let moment = 0; moment < moments; moment += 1) {
      await reach(ledger, ledger.length + random.int(1, perMoment));
      chosen.push(Date.now());
    }
    await reach(ledger, ledger.length + perMoment);
    load.over = true;
    await sending;
    await loseServices(platform, services);
    say(`${summaryOf(workload.ledger)}; services killed, log archived`);
    const lost = {
      platform,
      client,
      workload,
      backup,
      all: [...workload.ledger],
      anchors: await readAnchors(platform),
    };
    const faults: string[] = [];
    for (const moment of chosen) faults.push(...(await restoreTo(lost, moment, { say, afterwards })));
    return faults;
  } finally {
    await platform.stop();
  }
}

async function keepSending(workload: Workload, client: Client, load: { readonly over: boolean }): Promise<void> {
  while (!load.over) await workload.send(client, { commands: lanes * 4, lanes });
}

async function reach(ledger: Ledger, length: number): Promise<void> {
  while (ledger.length < length) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function loseServices(platform: Platform, services: readonly ServiceProcess[]): Promise<void> {
  await Promise.all(services.map((service) => service.kill()));
  await archiveAll(platform);
}

interface Lost {
  readonly platform: Platform;
  readonly client: Client;
  readonly workload: Workload;
  readonly backup: BaseBackup;
  readonly all: Ledger;
  /** The anchors outside the databases, as they were when everything was lost. */
  readonly anchors: ReadonlyMap<string, string>;
}

async function restoreTo(
  lost: Lost,
  moment: number,
  { say, afterwards }: Pick<ProofOptions, 'say'> & { afterwards: number },
): Promise<string[]> {
  const { platform, client, workload, backup, all, anchors } = lost;
  // Time zones by letter are not known yet when PostgreSQL reads its settings.
  const time = new Date(moment).toISOString().replace('T', ' ').replace('Z', '+00');
  const target = { recovery_target_time: time, recovery_target_action: 'promote', recovery_target_timeline: 'current' };
  await platform.restartPostgresOn(() => putInPlace(backup), target);
  await followRestore(platform, anchors);
  const known = ledgerAt(all, moment);
  const count = (state: Entry['state']): number => known.filter((entry) => entry.state === state).length;
  say(
    `restored to ${time}: ${count('ACKNOWLEDGED')} commands acknowledged before it, ${count('FAILED')} must be absent`,
  );
  const services = await platform.startAll(workloadServices);
  const before = workload.ledger.length;
  await workload.send(client, { commands: afterwards, lanes });
  const unsettled = await waitUntilSettled(platform, workloadServices, settleDeadlineMs);
  await Promise.all(services.map((service) => service.stop()));
  const ledger = [...known, ...workload.ledger.slice(before)];
  say(`${afterwards} commands more; comparing`);
  const faults = [...unsettled, ...(await faultsOf(platform, workloadServices, ledger))];
  return faults.map((fault) => `${time}: ${fault}`);
}

/** What the client may say of its commands at a moment: acknowledged, not sent yet, or in between. */
function ledgerAt(all: Ledger, moment: number): Ledger {
  return all.map((entry): Entry => {
    const { state, sentAt = Number.POSITIVE_INFINITY, answeredAt = Number.POSITIVE_INFINITY } = entry;
    if (state === 'FAILED' || (state === 'ACKNOWLEDGED' && answeredAt < moment)) return entry;
    return { ...entry, state: sentAt > moment ? 'FAILED' : 'UNKNOWN', refusal: `sent ${sentAt - moment} ms after` };
  });
}

// What docs/operations.md asks for: the queue knows of later events, and so do the anchors outside the databases.
async function followRestore(platform: Platform, anchors: ReadonlyMap<string, string>): Promise<void> {
  await emptyQueue(platform);
  for (const name of workloadServices) {
    await platform.rows(name, 'update outbox_delivery set pending = true where acknowledged_at is null');
    const [chain] = await platform.rows<{ length: string }>(
      name,
      'select coalesce(max(sequence), 0) as length from audit_seal',
    );
    const lines = (anchors.get(name) ?? '').split('\n').filter((line) => line !== '');
    const kept = lines.filter((line) => upToOf(line) <= Number(chain?.length));
    await writeFile(anchorFile(platform, name), kept.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  }
}

function upToOf(line: string): number {
  return (JSON.parse(line) as { upToSequence: number }).upToSequence;
}

function anchorFile({ surroundings }: Platform, name: string): string {
  return join(surroundings.dataDir, 'files', 'audit-anchors', `${name}.ndjson`);
}

async function readAnchors(platform: Platform): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of workloadServices) {
    // A service that wrote no audit row yet has none.
    files.set(name, await readFile(anchorFile(platform, name), 'utf8').catch(() => ''));
  }
  return files;
}
