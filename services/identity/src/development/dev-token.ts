import { platformAudience } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { loginByName } from '../accounts/index.ts';
import type { AppKit } from '../app-kit.ts';
import { claimsOf, joseAlgorithm, tokenKey } from '../provider/index.ts';

const lifetimeS = 600;

/** POST /dev/token {account}: a person's token without a password. Development only; production has no such route. */
export function mountDevelopmentTokens(app: FastifyInstance, kit: AppKit): void {
  app.post('/dev/token', async (request) => {
    const { account } = (request.body ?? {}) as { account?: unknown };
    if (typeof account !== 'string') throw fail('INPUT_INVALID', { pointer: '/body/account' });
    const login = await loginByName(kit, account);
    if (login === undefined) throw fail('ACCOUNT_UNKNOWN', { pointer: '/body/account' });
    const key = tokenKey(kit.keys);
    const issuedAt = Math.floor(kit.clock.wall().getTime() / 1000);
    const accessToken = await new SignJWT({ ...claimsOf(login) })
      .setProtectedHeader({ alg: joseAlgorithm(key), typ: 'at+jwt', kid: key.id })
      .setIssuer(kit.config.issuerUrl)
      .setSubject(login.subject)
      .setAudience(platformAudience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeS)
      .sign(key.privateKey);
    return { accessToken, expiresIn: lifetimeS, subject: login.subject, personId: login.personId };
  });
}
