import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { platformAudience } from '@mz/contracts';
import { encode, type Mint } from './tokens.ts';

/** A token that nobody may take, and where it stands unless it is the only credential. */
export interface Forgery {
  readonly name: string;
  readonly token: string;
  /** `user`: beside a good token of a service; `header`: the whole Authorization value. */
  readonly as?: 'user' | 'header';
}

/** Forged access tokens: algorithm, key, claims, form. `jwk` is the platform's published key. */
export function forgedTokens(mint: Mint, jwk: { readonly x: string }): Forgery[] {
  const now = Math.floor(Date.now() / 1_000);
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: mint.keyId };
  const roles = [{ role: 'AUDITOR', division: '370000000000' }];
  const claims = {
    iss: mint.issuer,
    sub: 'forger',
    aud: platformAudience,
    iat: now,
    exp: now + 300,
    roles,
    acr: 'substantial',
  };
  const own = generateKeyPairSync('ed25519');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sm2 = generateKeyPairSync('ec', { namedCurve: 'SM2' });
  const ownJwk = own.publicKey.export({ format: 'jwk' });
  const pem = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, format: 'jwk' }).export({
    format: 'pem',
    type: 'spki',
  });
  const good = mint.forge(header, claims);
  const [h = '', c = '', s = ''] = good.split('.');
  const bytes = Buffer.from(s, 'base64url');

  const withSecret = (more: object, secret: string | Buffer): string => {
    const text = `${encode({ ...header, alg: 'HS256', ...more })}.${encode(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const withKey = (more: object, key: KeyObject, hash: string | null = null): string => {
    const text = `${encode({ ...header, ...more })}.${encode(claims)}`;
    return `${text}.${sign(hash, Buffer.from(text), hash === null || key.asymmetricKeyType === 'rsa' ? key : { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const claimed = (more: object): string => mint.forge(header, { ...claims, ...more });
  const without = (name: keyof typeof claims): string => {
    const { [name]: _, ...others } = claims;
    return mint.forge(header, others);
  };
  const unsigned = (alg: string): string => `${encode({ ...header, alg })}.${encode(claims)}.`;

  const tokens: Readonly<Record<string, string>> = {
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'alg nOnE with a signature': `${encode({ ...header, alg: 'nOnE' })}.${encode(claims)}.${s}`,
    'no alg at all': `${encode({ typ: 'at+jwt', kid: mint.keyId })}.${encode(claims)}.${s}`,
    'HS256 with the public key as PEM': withSecret({}, pem),
    'HS256 with the public key as bytes': withSecret({}, Buffer.from(jwk.x, 'base64url')),
    'HS256 with an empty secret': withSecret({}, ''),
    'HS256 with the key id': withSecret({}, mint.keyId),
    'kid that climbs to an empty file': withSecret({ kid: '../../../../../../dev/null' }, ''),
    'kid with a question to a database': withKey({ kid: "x' union select 'secret" }, own.privateKey),
    'kid that is a list': withKey({ kid: [mint.keyId] }, own.privateKey),
    'kid of the service keys': withKey({ kid: 'signing/identity' }, own.privateKey),
    'own key under the good kid': withKey({}, own.privateKey),
    'own key in jwk': withKey({ jwk: ownJwk }, own.privateKey),
    'own key in jwk without kid': withKey({ kid: undefined, jwk: ownJwk }, own.privateKey),
    'own keys at jku': withKey({ jku: 'http://127.0.0.1:9/keys.json' }, own.privateKey),
    'own certificate at x5u': withKey({ x5u: 'http://127.0.0.1:9/cert.pem' }, own.privateKey),
    'own certificate in x5c': withKey(
      { x5c: [own.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] },
      own.privateKey,
    ),
    'RS256 of an own key': withKey({ alg: 'RS256' }, rsa.privateKey, 'sha256'),
    'ES256 of an own key': withKey({ alg: 'ES256' }, ec.privateKey, 'sha256'),
    'ES256 of zeros': `${encode({ ...header, alg: 'ES256' })}.${c}.${Buffer.alloc(64).toString('base64url')}`,
    'plain ECDSA on the SM2 curve': withKey({ alg: 'ES256' }, sm2.privateKey, 'sha256'),
    'plain ECDSA on the SM2 curve called SM2': withKey({ alg: 'SM2' }, sm2.privateKey, 'sm3'),
    'crit of an unknown extension': mint.forge({ ...header, crit: ['x'], x: 1 }, claims),
    'unencoded payload': mint.forge({ ...header, crit: ['b64'], b64: false }, claims),
    'another type of token': mint.forge({ ...header, typ: 'JWT' }, claims),
    'no type of token': mint.forge({ alg: 'EdDSA', kid: mint.keyId }, claims),
    expired: claimed({ iat: now - 700, exp: now - 100 }),
    'not yet valid': claimed({ nbf: now + 200 }),
    'a life of a day': claimed({ exp: now + 86_400 }),
    'an end without a number': claimed({ exp: 'never' }),
    'no end': without('exp'),
    'no beginning': without('iat'),
    'another issuer': claimed({ iss: 'https://issuer.example' }),
    'the issuer with a slash': claimed({ iss: `${mint.issuer}/` }),
    'another audience': claimed({ aud: 'frontend' }),
    'no audience': without('aud'),
    'no subject': without('sub'),
    'the subject of the system': claimed({ sub: 'system:people:jobs' }),
    'the subject of the public': claimed({ sub: 'public' }),
    'an unknown service': claimed({ sub: 'service:root', aud: 'social-assistance', exp: now + 30 }),
    'a service for another service': claimed({ sub: 'service:people', aud: 'payments', exp: now + 30 }),
    'a service for too long': claimed({ sub: 'service:people', aud: 'social-assistance', exp: now + 300 }),
    'a role that is none': claimed({ roles: [{ role: 'constructor', division: '370000000000' }] }),
    'a division that is none': claimed({ roles: [{ role: 'AUDITOR', division: '37%' }] }),
    'roles that are a text': claimed({ roles: 'AUDITOR' }),
    'no roles': without('roles'),
    'claims of one under the signature of another': `${h}.${encode({ ...claims, sub: 'lixia-approver' })}.${s}`,
    'no signature': `${h}.${c}.`,
    'half a signature': `${h}.${c}.${bytes.subarray(0, 32).toString('base64url')}`,
    'the signature with the group order added': `${h}.${c}.${malleable(bytes).toString('base64url')}`,
    'five parts': `${good}.${s}.${s}`,
    'a token in a token': encode({ token: good }),
  };
  return [
    ...Object.entries(tokens).map(([name, token]) => ({ name, token })),
    { name: 'a service’s token as the person’s', token: mint.service('people', 'social-assistance'), as: 'user' },
    { name: 'a forged person beside a good service', token: withKey({}, own.privateKey), as: 'user' },
    { name: 'two tokens in one header', token: `Bearer x, Bearer ${good}`, as: 'header' },
    { name: 'a good token as Basic', token: `Basic ${good}`, as: 'header' },
    { name: 'a made-up session', token: `Bearer ${randomUUID()}`, as: 'header' },
  ];
}

/** Ed25519 with S + L: the same point, another text; RFC 8032 §5.1.7 forbids it. */
function malleable(signature: Buffer): Buffer {
  const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  const tail = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([signature.subarray(0, 32), tail]);
}
