import { createServer } from 'node:http';
import type { OperationOutputOf, reportFacts } from '@mz/contracts';

/** What income-verification answers on `reports.facts`. */
export type ReportFacts = OperationOutputOf<typeof reportFacts>;

/** A peer at the border of this service that answers `reports.facts` of income-verification as its contract says. */
interface VerificationPeer {
  readonly url: string;
  issue(facts: ReportFacts): void;
  stop(): Promise<void>;
}

/**
 * The story plays with the real income-verification and its agencies; here a test says itself what a report found, so that
 * each verdict can be had.
 */
export async function startVerificationPeer(): Promise<VerificationPeer> {
  const reports = new Map<string, ReportFacts>();
  const server = createServer((request, response) => {
    const [, id = ''] = /^\/internal\/verification-reports\/([^/]+)\/facts$/.exec(request.url ?? '') ?? [];
    const facts = reports.get(id);
    response.writeHead(facts === undefined ? 404 : 200, {
      'content-type': facts === undefined ? 'application/problem+json' : 'application/json',
    });
    response.end(JSON.stringify(facts ?? { type: 'about:blank', status: 404, code: 'REPORT_UNKNOWN' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    issue: (facts) => void reports.set(facts.reportId, facts),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
