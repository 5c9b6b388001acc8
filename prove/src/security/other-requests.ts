import type { ServiceName } from '@mz/contracts';
import fc from 'fast-check';
import type { Sent } from './send.ts';
import type { Stage } from './stage.ts';
import { oddTexts } from './values.ts';

const forms = ['/oidc/token', '/oidc/token/revocation', '/oidc/auth', '/oidc/introspection', '/interaction/x/login'];
const pages: readonly (readonly [ServiceName, string])[] = [
  ['identity', '/oidc/auth'],
  ['identity', '/oidc/me'],
  ['identity', '/oidc/session/end'],
  ['identity', '/oidc/.well-known/openid-configuration'],
  ['identity', '/interaction/'],
  ['gateway', '/operations/signed-in'],
  ['gateway', '/operations/'],
  ['gateway', '/catalogue.json'],
  ['gateway', '/api/people/v1/'],
  ['gateway', '/api/nobody/v1/'],
  ['gateway', '/api/people/internal/persons/facts'],
  ['people', '/internal/clock'],
  ['payments', '/healthz'],
];
const fields = [
  'client_id',
  'grant_type',
  'code',
  'refresh_token',
  'redirect_uri',
  'resource',
  'scope',
  'state',
  'code_verifier',
  'client_assertion',
  'client_assertion_type',
  'token',
  'account',
  'password',
  'prompt',
  'response_type',
];

/** Requests at the doors that no OpenAPI document tells: the provider, the log-in, the gateway's own pages. */
export function otherRequests({ platform }: Stage): fc.Arbitrary<Sent> {
  const known = fc.constantFrom(
    'frontend',
    'operator-pages',
    'service:people',
    'partner:TAX',
    'client_credentials',
    'refresh_token',
    'authorization_code',
    'code',
    'openid',
  );
  const value = fc.oneof(fc.constantFrom(...oddTexts), known, fc.string({ unit: 'binary', maxLength: 60 }));
  const form = fc
    .dictionary(fc.constantFrom(...fields), value, { maxKeys: 6 })
    .map((one) => new URLSearchParams(wellFormed(one)).toString());
  const posted = fc.tuple(fc.constantFrom(...forms), form).map(([path, body]) => ({
    base: platform.urlOf('identity'),
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  }));
  const asked = fc
    .tuple(fc.constantFrom(...pages), form, fc.constantFrom('', '%00', '%', '..%2f', 'x'))
    .map(([[name, path], query, tail]) => ({
      base: platform.urlOf(name),
      method: 'GET',
      path: `${path}${tail}?${query}`,
      headers: { cookie: `_session=${tail}; _interaction=x; _session.sig=y` },
    }));
  const development = value.map((account) => ({
    base: platform.urlOf('identity'),
    method: 'POST',
    path: '/dev/token',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account }),
  }));
  return fc.oneof(
    { weight: 4, arbitrary: posted },
    { weight: 4, arbitrary: asked },
    { weight: 1, arbitrary: development },
  );
}

function wellFormed(form: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, value.toWellFormed()]));
}
