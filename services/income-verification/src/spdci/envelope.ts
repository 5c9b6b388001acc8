import type { SpdciHeader } from '@mz/contracts';

/** Version of the standard that is spoken here. */
export const spdciVersion = '1.0.0';

/** This platform's id as sender and receiver. */
export const platformId = 'civil-affairs.sd.gov.cn';

/** Codes of the standard for a message that is not taken: of the acknowledgement (`err.`) and of the header (`rjct.`). */
export type EnvelopeRefusal =
  | 'err.request.bad'
  | 'err.request.forbidden'
  | 'err.request.not_found'
  | 'err.request.too_many_requests'
  | 'err.version.not_supported'
  | 'err.sender_id.invalid'
  | 'err.sender_uri.invalid'
  | 'err.receiver_id.invalid'
  | 'err.encryption.invalid'
  | 'err.service.unavailable'
  | 'rjct.message_id.duplicate'
  | 'rjct.message_ts.invalid'
  | 'rjct.action.invalid'
  | 'rjct.total_count.invalid'
  | 'rjct.total_count.limit_exceeded';

/** What a header is judged by. */
export interface EnvelopeFacts {
  readonly senderId: string;
  /** The registered address for callbacks, where there is one. */
  readonly callbackUrl: string | undefined;
  readonly action: string;
  readonly now: Date;
  readonly windowSeconds: number;
  /** Items of the message, and how many there may be. */
  readonly count: number;
  readonly itemsMax: number;
}

/** Decides whether a message may be looked at, its signature having held. */
export function decideEnvelope(header: SpdciHeader, facts: EnvelopeFacts): EnvelopeRefusal | undefined {
  if ((header.version ?? spdciVersion) !== spdciVersion) return 'err.version.not_supported';
  if (header.sender_id !== facts.senderId) return 'err.sender_id.invalid';
  if (header.receiver_id !== undefined && header.receiver_id !== platformId) return 'err.receiver_id.invalid';
  if (!isRegistered(header.sender_uri, facts.callbackUrl)) return 'err.sender_uri.invalid';
  if (header.action !== facts.action) return 'rjct.action.invalid';
  const age = Math.abs(facts.now.getTime() - Date.parse(header.message_ts));
  if (!(age <= facts.windowSeconds * 1000)) return 'rjct.message_ts.invalid';
  if (facts.count > facts.itemsMax) return 'rjct.total_count.limit_exceeded';
  return header.total_count !== facts.count ? 'rjct.total_count.invalid' : undefined;
}

/** An answer goes to the registered address and nowhere else, so a message may only name that one, or none. */
function isRegistered(uri: string | undefined, registered: string | undefined): boolean {
  if (uri === undefined || uri === '') return true;
  return registered !== undefined && (uri === registered || uri.startsWith(`${registered.replace(/\/+$/, '')}/`));
}

/** The refusal as an acknowledgement says it: header codes have no place in its closed list. */
export function ackError(code: EnvelopeRefusal): { readonly code: string; readonly message: string } {
  return { code: code.startsWith('err.') ? code : 'err.request.bad', message: code };
}

/** The refusal as the header of a synchronous answer says it: only its own closed list is a code there. */
export function headerReason(code: EnvelopeRefusal): {
  readonly status_reason_code?: string;
  readonly status_reason_message: string;
} {
  if (code === 'err.version.not_supported') {
    return { status_reason_code: 'rjct.version.invalid', status_reason_message: code };
  }
  return code.startsWith('rjct.')
    ? { status_reason_code: code, status_reason_message: code }
    : { status_reason_message: code };
}
