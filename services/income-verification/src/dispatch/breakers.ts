import {
  BrokenCircuitError,
  type BulkheadPolicy,
  bulkhead,
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

/** Questions that one agency has at a time: with those that open the circuit fewer than 20 meet an agency that is down. */
const mostAtOnce = 15;

interface Way {
  readonly circuit: CircuitBreakerPolicy;
  readonly places: BulkheadPolicy;
}

/** Circuits in memory; what the platform tells others is in agency_health. */
export function createBreakers(settings: { readonly faults: number; readonly openMs: number }): Breakers {
  const ways = new Map<string, Way>();

  function wayOf(agencyCode: string): Way {
    const known = ways.get(agencyCode);
    if (known !== undefined) return known;
    const circuit = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: settings.openMs,
      breaker: new ConsecutiveBreaker(settings.faults),
    });
    const made = { circuit, places: bulkhead(mostAtOnce, Number.POSITIVE_INFINITY) };
    ways.set(agencyCode, made);
    return made;
  }

  return {
    run(agencyCode, ask) {
      const { circuit, places } = wayOf(agencyCode);
      return places.execute(async () => {
        const trial = circuit.state !== CircuitState.Closed;
        try {
          return await circuit.execute(ask);
        } catch (error) {
          if (error instanceof BrokenCircuitError) throw new AgencyFault('CIRCUIT_OPEN', { cause: error });
          // Whether an agency that is down is back costs no question an attempt (income-verification.md §5.1).
          if (trial && isOutage(error)) throw new AgencyFault(error.kind, { raw: error.raw, cause: error, trial });
          throw error;
        }
      });
    },
    isOpen: (agencyCode) => wayOf(agencyCode).circuit.state === CircuitState.Open,
  };
}
