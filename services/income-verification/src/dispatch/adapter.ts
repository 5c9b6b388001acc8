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
  /** It was asked whether an agency that was down is back: no attempt of the question. */
  readonly trial: boolean;

  constructor(
    kind: FaultKind,
    options: { readonly raw?: string | undefined; readonly cause?: unknown; readonly trial?: boolean } = {},
  ) {
    super(kind, { cause: options.cause });
    this.name = 'AgencyFault';
    this.kind = kind;
    this.raw = options.raw;
    this.trial = options.trial ?? false;
  }
}

/** More bytes came, or were announced, than any answer of this kind has. */
export class AnswerTooLarge extends Error {
  constructor() {
    super('the answer is larger than any may be');
    this.name = 'AnswerTooLarge';
  }
}

/** Whether it opens the agency's circuit: no answer, or one that nobody could judge. A question that is answered later is no fault. */
export function isOutage(error: unknown): error is AgencyFault {
  return error instanceof AgencyFault && error.kind !== 'CIRCUIT_OPEN' && error.kind !== 'DEFERRED';
}
