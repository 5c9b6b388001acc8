import { createHash } from 'node:crypto';
import { canonicalJsonBytes } from '@mz/domain';

/** SHA-256 of the RFC 8785 form, in hex. */
export function sha256Of(value: Parameters<typeof canonicalJsonBytes>[0]): string {
  return createHash('sha256').update(canonicalJsonBytes(value)).digest('hex');
}
