import { platformAudience, type ServiceName, serviceNames } from '@mz/contracts';
import { currentSecret } from '@mz/crypto';
import { resourceOf } from '@mz/service-kit';
import { type Configuration, errors, type ResourceServer } from 'oidc-provider';
import { loginByName } from '../accounts/index.ts';
import type { AppKit } from '../app-kit.ts';
import { createAdapter, partnerClientsOf } from './adapter.ts';
import { claimsOf } from './claims.ts';
import { frontendClient, operatorClients, serviceClients } from './clients.ts';
import { providerKeys } from './keys.ts';

/** The resource of people's tokens; every service accepts it on public routes. */
export const platformResource = `urn:mz:${platformAudience}`;

const userTokenS = 600;
const serviceTokenS = 60;
/** A session of a working day (people.md §5: at most 8 h). */
const sessionS = 8 * 3600;

/** The provider's whole configuration; everything not named here keeps the provider's strict default. */
export function providerConfiguration(kit: AppKit): Configuration {
  const cookieKey = currentSecret(kit.keys, 'mac/identity-cookies').secret.export().toString('base64url');
  return {
    adapter: (model: string) => (model === 'Client' ? partnerClientsOf(kit) : createAdapter(kit, model)),
    jwks: { keys: providerKeys(kit.keys) as never[] },
    clients: [
      ...serviceClients(kit.keys),
      frontendClient(kit.config.frontendRedirects),
      ...operatorClients(kit.keys, kit.config.operatorRedirects),
    ],
    cookies: { keys: [cookieKey], long: { signed: true, sameSite: 'lax' }, short: { signed: true, sameSite: 'lax' } },
    enabledJWA: {
      idTokenSigningAlgValues: ['EdDSA', 'ES256'],
      clientAuthSigningAlgValues: ['EdDSA', 'ES256'],
    },
    clientAuthMethods: ['none', 'private_key_jwt'],
    scopes: ['openid', 'offline_access'],
    pkce: { required: () => true },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: userTokenS,
      ClientCredentials: serviceTokenS,
      AuthorizationCode: 60,
      IdToken: userTokenS,
      Interaction: 600,
      Session: sessionS,
      Grant: sessionS,
      RefreshToken: sessionS,
    },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: async (_ctx, accountName) => {
      const login = await loginByName(kit, accountName);
      // The account id is the account name; the subject of tokens is the natural person's.
      return login && { accountId: accountName, claims: async () => ({ sub: login.subject }) };
    },
    extraTokenClaims: async (_ctx, token) => {
      if (token.kind !== 'AccessToken') return undefined;
      const login = await loginByName(kit, token.accountId);
      if (login === undefined) throw new errors.AccessDenied('the account is closed');
      return { ...claimsOf(login), sub: login.subject };
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => platformResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => resourceServer(resource, client.clientId),
      },
    },
    renderError: async (ctx, out) => {
      ctx.type = 'application/json';
      ctx.body = JSON.stringify(out);
    },
  };
}

/** People and partners get the platform; a service gets another service, for 60 seconds. */
function resourceServer(resource: string, clientId: string): ResourceServer {
  const jwt = { sign: { alg: 'EdDSA' as const } };
  if (resource === platformResource) {
    if (clientId.startsWith('service:')) throw new errors.InvalidTarget();
    return { scope: '', audience: platformAudience, accessTokenFormat: 'jwt', accessTokenTTL: userTokenS, jwt };
  }
  const callee = serviceNames.find((name: ServiceName) => resourceOf(name) === resource);
  if (callee === undefined || !clientId.startsWith('service:')) throw new errors.InvalidTarget();
  return { scope: '', audience: callee, accessTokenFormat: 'jwt', accessTokenTTL: serviceTokenS, jwt };
}
