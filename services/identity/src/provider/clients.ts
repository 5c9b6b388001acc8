import { type ServiceName, serviceNames } from '@mz/contracts';
import { currentSigner, type KeyProvider } from '@mz/crypto';
import { clientIdOf, clientKeyName } from '@mz/service-kit';
import type { ClientMetadata } from 'oidc-provider';
import { publicJwk } from './keys.ts';

/** One client per service: private_key_jwt, its own token only. */
export function serviceClients(keys: KeyProvider): ClientMetadata[] {
  return serviceNames.map((name) => serviceClient(keys, name));
}

function serviceClient(keys: KeyProvider, name: ServiceName): ClientMetadata {
  const key = currentSigner(keys, clientKeyName(name));
  return {
    client_id: clientIdOf(name),
    client_name: name,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256',
    // Without RS256 keys every client must name its algorithm, machine clients too.
    id_token_signed_response_alg: 'EdDSA',
    jwks: { keys: [publicJwk(key)] as never[] },
  };
}

/** The web frontend: a public client with PKCE. */
export function frontendClient(redirects: string): ClientMetadata {
  return {
    client_id: 'frontend',
    client_name: '民政业务前端',
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirects.split(' ').filter((uri) => uri !== ''),
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'EdDSA',
  };
}
