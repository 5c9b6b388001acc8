import type { AgencyAnswer, AgencyQuery } from '@mz/contracts';
import type { Context } from '@mz/service-kit';

/** One question on its way, with what justifies it. */
export interface Inquiry {
  readonly ctx: Context;
  readonly agencyCode: string;
  readonly personId: string;
  readonly authorizationId: string;
  readonly slaSeconds: number;
  readonly query: AgencyQuery;
}

/** What came back, and the text as it came. */
export interface AgencyReply {
  readonly answer: AgencyAnswer;
  readonly raw: string;
}

/** The one way to ask an agency; throws AgencyFault when there is no answer to judge. */
export interface AgencyAdapter {
  ask(inquiry: Inquiry, signal: AbortSignal): Promise<AgencyReply>;
}

/** Why there is no answer. */
export type FaultKind =
  | 'CIRCUIT_OPEN'
  | 'TIMEOUT'
  | 'UNREACHABLE'
  | 'HTTP_STATUS'
  | 'ANSWER_UNSIGNED'
  | 'ANSWER_MALFORMED'
  /** The agency has the question and answers later, by a message of its own. */
  | 'DEFERRED';

/** No answer to judge; never with a person's data in it. `raw` is kept encrypted in quarantine. */
export class AgencyFault extends Error {
  readonly kind: FaultKind;
  readonly raw: string | undefined;

  constructor(kind: FaultKind, options: { readonly raw?: string; readonly cause?: unknown } = {}) {
    super(kind, { cause: options.cause });
    this.name = 'AgencyFault';
    this.kind = kind;
    this.raw = options.raw;
  }
}

/** Whether the agency is down, which is what opens its circuit; a bad answer is not. */
export function isOutage(error: unknown): boolean {
  return error instanceof AgencyFault && ['TIMEOUT', 'UNREACHABLE', 'HTTP_STATUS'].includes(error.kind);
}
