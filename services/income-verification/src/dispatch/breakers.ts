import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { AgencyFault, isOutage } from './adapter.ts';

/** One circuit for each agency: an agency that is down is not asked again and again. */
export interface Breakers {
  /** Throws AgencyFault CIRCUIT_OPEN while the circuit is open. */
  run<T>(agencyCode: string, ask: () => Promise<T>): Promise<T>;
  /** Whether the last that was heard of the agency is that it is down. */
  isOpen(agencyCode: string): boolean;
}

/** Circuits in memory; what the platform tells others is in agency_health. */
export function createBreakers(settings: { readonly faults: number; readonly openMs: number }): Breakers {
  const policies = new Map<string, CircuitBreakerPolicy>();

  function policyOf(agencyCode: string): CircuitBreakerPolicy {
    const known = policies.get(agencyCode);
    if (known !== undefined) return known;
    const made = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: settings.openMs,
      breaker: new ConsecutiveBreaker(settings.faults),
    });
    policies.set(agencyCode, made);
    return made;
  }

  return {
    async run(agencyCode, ask) {
      try {
        return await policyOf(agencyCode).execute(ask);
      } catch (error) {
        throw error instanceof BrokenCircuitError ? new AgencyFault('CIRCUIT_OPEN', { cause: error }) : error;
      }
    },
    isOpen: (agencyCode) => policyOf(agencyCode).state === CircuitState.Open,
  };
}
