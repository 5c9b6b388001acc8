import { platformAudience, type ServiceName } from '@mz/contracts';
import { bearerToken, TokenError, type TokenVerifier, type VerifiedToken } from './auth.ts';
import { fail } from './errors.ts';

/** Who knocks: nobody known, a person, a partner, a service, or a service together with the person it acts for. */
export interface Principal {
  readonly user?: VerifiedToken;
  readonly service?: VerifiedToken;
  readonly partner?: VerifiedToken;
  /** The person's token as it came, to be forwarded unaltered. */
  readonly userToken?: string;
}

/** The two headers that say who knocks. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** `X-User-Token`: the person for whom a service calls. */
  readonly userToken: string | undefined;
}

/** Reads who knocks; 401 TOKEN_INVALID for a token that is not good, nobody known when there is none. */
export async function identify(
  verifier: TokenVerifier,
  self: ServiceName,
  credentials: Credentials,
): Promise<Principal> {
  const token = await accepted('/headers/authorization', async () => bearerToken(credentials.authorization));
  if (token === undefined) return {};
  const verified = await accepted('/headers/authorization', () =>
    verifier.verify(token, { audience: [platformAudience, self] }),
  );
  if (verified.kind === 'partner') return { partner: verified };
  if (verified.kind === 'user') return { user: verified, userToken: token };
  if (credentials.userToken === undefined) return { service: verified };
  return { service: verified, ...(await readUser(verifier, credentials.userToken)) };
}

/** The subject that rate limits and idempotency count by. */
export function subjectOf(principal: Principal): string | undefined {
  return (principal.user ?? principal.partner ?? principal.service)?.subject;
}

async function readUser(verifier: TokenVerifier, header: string): Promise<Pick<Principal, 'user' | 'userToken'>> {
  const pointer = '/headers/x-user-token';
  const user = await accepted(pointer, () => verifier.verify(header, { audience: [platformAudience] }));
  if (user.kind !== 'user') throw fail('TOKEN_INVALID', { pointer, detail: 'X-User-Token 须为人员令牌' });
  return { user, userToken: header };
}

async function accepted<T>(pointer: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TokenError) throw fail('TOKEN_INVALID', { pointer, cause: error });
    throw error;
  }
}
