import { BrokenCircuitError, ConsecutiveBreaker, ConstantBackoff, circuitBreaker, handleWhen, retry } from 'cockatiel';
import { type Dispatcher, errors } from 'undici';

/** One service as its callers see it: its breaker opens after five faults of the way in a row, for 5 s. */
export interface Callee {
  /** Runs one request; `safe` ones are tried a second time when the way failed. */
  run(attempt: () => Promise<Dispatcher.ResponseData>, safe: boolean): Promise<Dispatcher.ResponseData>;
}

const faultsToOpen = 5;
const openMs = 5_000;
const pauseMs = 50;

/** Creates the policies of one callee. */
export function createCallee(): Callee {
  const faults = handleWhen(isTransportFault);
  const breaker = circuitBreaker(faults, { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(faultsToOpen) });
  // A breaker that is open, and a deadline that has passed, are not worth a second try.
  const again = retry(
    handleWhen((error) => isTransportFault(error) && !(error instanceof BrokenCircuitError) && !isTimeout(error)),
    { maxAttempts: 1, backoff: new ConstantBackoff(pauseMs) },
  );
  return {
    run: (attempt, safe) => {
      const guarded = (): Promise<Dispatcher.ResponseData> => breaker.execute(attempt);
      return safe ? again.execute(guarded) : guarded();
    },
  };
}

const transportCode =
  /^(UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET|CLOSED|DESTROYED|ABORTED|INFO|RES_CONTENT_LENGTH_MISMATCH)|E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)\w*)$/;

/** Whether the way failed, and not the caller or the callee's rules. */
export function isTransportFault(error: unknown): boolean {
  if (error instanceof BrokenCircuitError || isTimeout(error)) return true;
  // Whatever sent it, it was no HTTP.
  if (error instanceof errors.HTTPParserError) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return transportCode.test(code);
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
