import type { AgencyExchange } from './agency-exchange.ts';

/** How the signed way to an agency held. */
export interface Probed {
  readonly calls: number;
  readonly ms: number;
  readonly cpuMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** Which agency is asked, how often, and how many times at once. */
export interface Probe {
  readonly agencyCode: string;
  readonly calls: number;
  readonly together: number;
}

const seconds = 60;
const largestBytes = 512 * 1024;

/** Asks an agency for its list of answers again and again, each call signed, verified and in the ledger; throws AgencyFault. */
export async function probeAgency(exchange: AgencyExchange, { agencyCode, calls, together }: Probe): Promise<Probed> {
  const path = `/agencies/${encodeURIComponent(agencyCode)}/answers`;
  const delays: number[] = [];
  let left = calls;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await exchange.call({ method: 'GET', path, seconds, largestBytes });
      delays.push(performance.now() - begun);
    }
  };
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: together }, ask));
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - begun;
  delays.sort((a, b) => a - b);
  const at = (share: number): number => delays[Math.max(0, Math.ceil(delays.length * share) - 1)] ?? 0;
  return { calls, ms, cpuMs: (user + system) / 1_000, medianMs: at(0.5), p95Ms: at(0.95) };
}
