import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';
import type { Ledger } from '../workload/ledger.ts';
import { auditFaults } from './audit.ts';
import { commandFaults } from './commands.ts';
import { copyFaults } from './copies.ts';
import { eventFaults } from './events.ts';
import { recordFaults } from './records.ts';

/**
 * What contradicts the promises, by plain SQL that knows nothing of the services' code: acknowledged = exactly once,
 * failed = absent, unknown = at most once; every event delivered once; legal states, a balanced ledger and one REGULAR line
 * an enrolment and month; a whole audit chain with a row for each effect; read copies equal to their owners'.
 */
export async function faultsOf(platform: Platform, names: readonly ServiceName[], ledger: Ledger): Promise<string[]> {
  return [
    ...(await commandFaults(platform, ledger)),
    ...(await eventFaults(platform, names)),
    ...(await recordFaults(platform, names)),
    ...(await copyFaults(platform, names)),
    ...(await auditFaults(platform, names)),
  ];
}
