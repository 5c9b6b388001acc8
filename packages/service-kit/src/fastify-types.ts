import type { CallHeaders } from './call-headers.ts';
import type { Context } from './kit.ts';

/** What the kit hangs on each request. */
export interface RequestTrace {
  traceparent: string;
  language: CallHeaders['language'];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request before anything else. */
    trace: RequestTrace;
    /** The permitted call; set on operations only, null before the decision. */
    ctx: Context | null;
  }
}
