import { verificationDispatched } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { AgencyAdapter } from './adapter.ts';
import type { AgencyExchange } from './agency-exchange.ts';
import type { Agencies, Sent } from './ask.ts';
import { createBenefitLedger } from './benefit-ledger.ts';
import { createBreakers } from './breakers.ts';
import { checkAgencies } from './health.ts';
import { retryQueries } from './jobs.ts';
import { askPatiently } from './patience.ts';
import { createSignedCall } from './signed-call.ts';
import { storeSent } from './store.ts';

export { type AgencyAdapter, AgencyFault, AnswerTooLarge } from './adapter.ts';
export { type AgencyExchange, createAgencyExchange } from './agency-exchange.ts';
export { type Judgement, judgeAnswer } from './answer-rules.ts';
export { prepareSend, type Sent, withoutNumber } from './ask.ts';
export { tellFileContact } from './health.ts';
export { identityRecord, loadIdentities } from './load.ts';
export { logRow, storeOutcome, storingOf } from './outcomes.ts';
export { probeAgency } from './probe.ts';
export { nextTry } from './send-rules.ts';
export { lockQueries, storeSent, tellProgress } from './store.ts';

const job = 'verification.dispatched';

/** The questions' way to the agencies and back. */
export function registerDispatch(kit: AppKit, exchange: AgencyExchange, registry: AgencyAdapter): void {
  const agencies: Agencies = {
    ledger: createBenefitLedger(kit),
    signedCall: createSignedCall(exchange),
    registry,
    breakers: createBreakers({ faults: kit.config.agencyBreakerFaults, openMs: kit.config.agencyBreakerOpenMs }),
    slow: new Set(),
  };
  kit.consume(verificationDispatched, {
    async prepare(events): Promise<ReadonlyMap<string, Sent>> {
      const ids = [...new Set(events.map(({ data }) => data.requestId))];
      const sent = await Promise.all(ids.map((id) => askPatiently(kit, kit.system(job), agencies, id)));
      return new Map(sent.flatMap((one) => (one === undefined ? [] : [[one.sendable.request.id, one] as const])));
    },
    async apply(unit, { data }, prepared, ctx) {
      const sent = prepared.get(data.requestId);
      if (sent !== undefined) await storeSent({ kit, ctx, unit }, sent);
      return { kind: 'done' };
    },
  });
  kit.health('partner silence', () => checkAgencies(kit, job));
  kit.schedule({
    name: 'subQueries.retry',
    every: { minutes: 5 },
    run: (ctx) => retryQueries(kit, ctx, agencies),
  });
}
