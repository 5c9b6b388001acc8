import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { ConfigError, checkConfig, readSettings } from '../src/config.ts';
import { defineService } from '../src/define-service.ts';

const definition = defineService({
  name: 'social-assistance',
  migrations: new URL('./migrations/', import.meta.url),
  errors: {},
  permissions: {},
  config: Type.Object({
    noticeDays: Type.Integer({ default: 7 }),
    developmentTokens: Type.Boolean({ default: true }),
    partnerUrl: Type.String({ default: 'http://127.0.0.1:8190' }),
    offices: Type.Array(Type.String(), { default: [] }),
  }),
  build: () => undefined,
});

const databases = { DATABASE_URL: 'postgresql://app@db/postgres', REDIS_URL: 'redis://queue' };

const production = {
  NODE_ENV: 'production',
  DEVELOPMENT_TOKENS: 'false',
  SOCIAL_ASSISTANCE_DATABASE_URL: 'postgresql://app:long-and-random@db/mz_social_assistance',
  REDIS_URL: 'redis://queue',
  ISSUER_URL: 'https://login.example.gov.cn',
  KEYS_DIR: '/run/keys',
  DATA_DIR: '/var/lib/mz',
  IDENTITY_URL: 'https://identity',
  PEOPLE_URL: 'https://people',
  PLACE_NAMES_URL: 'https://place-names',
  SOCIAL_ASSISTANCE_URL: 'https://social-assistance',
  INCOME_VERIFICATION_URL: 'https://income-verification',
  PAYMENTS_URL: 'https://payments',
};

describe('settings', () => {
  it('have a development value for everything but the database and the queue', () => {
    expect(readSettings(definition, databases)).toMatchObject({
      production: false,
      port: 8084,
      host: '127.0.0.1',
      databaseUrl: 'postgresql://app@db/mz_social_assistance',
      queue: { kind: 'redis', url: 'redis://queue' },
      movableClock: true,
      own: { noticeDays: 7, offices: [] },
    });
  });

  it('name the moment at which a proof ends the process, never in production and never an unknown one', () => {
    const crash = { CRASH_POINT: 'relay.before-publish' };
    expect(readSettings(definition, { ...databases, ...crash }).crashPoint).toBe('relay.before-publish');
    expect(readSettings(definition, databases).crashPoint).toBeUndefined();
    expect(() => readSettings(definition, { ...production, ...crash })).toThrow('CRASH_POINT is refused in production');
    expect(() => readSettings(definition, { ...databases, CRASH_POINT: 'relay' })).toThrow('CRASH_POINT is one of');
  });

  it('name how many calls a saturated process takes, each service its own number', () => {
    const calls = { CALLS_WHEN_SATURATED: '40', SOCIAL_ASSISTANCE_CALLS_WHEN_SATURATED: '0' };
    expect(readSettings(definition, { ...databases, ...calls }).callsWhenSaturated).toBe(0);
    expect(readSettings(definition, databases).callsWhenSaturated).toBeUndefined();
    const wrong = { ...databases, CALLS_WHEN_SATURATED: '-1' };
    expect(() => readSettings(definition, wrong)).toThrow('CALLS_WHEN_SATURATED is a whole number from 0 up');
  });

  it('name how many calls an address has in a minute, and never no limit in production', () => {
    const calls = { PUBLIC_CALLS_PER_MINUTE: '0' };
    expect(readSettings(definition, { ...databases, ...calls }).publicCallsPerMinute).toBe(0);
    expect(readSettings(definition, databases).publicCallsPerMinute).toBeUndefined();
    expect(() => readSettings(definition, { ...production, ...calls })).toThrow(
      'PUBLIC_CALLS_PER_MINUTE must not be 0 in production',
    );
  });

  it('name whose X-Forwarded-For is believed: this machine in development, nobody in production unless told', () => {
    expect(readSettings(definition, databases).trustedProxies).toEqual(['loopback']);
    const proxies = { TRUSTED_PROXIES: '10.1.0.0/16, fd00::1' };
    expect(readSettings(definition, { ...databases, ...proxies }).trustedProxies).toEqual(['10.1.0.0/16', 'fd00::1']);
    expect(() => readSettings(definition, { ...databases, TRUSTED_PROXIES: 'the-gateway' })).toThrow('TRUSTED_PROXIES');
  });

  it("take the service's own variable before the shared one", () => {
    const env = {
      ...databases,
      SOCIAL_ASSISTANCE_DATABASE_URL: 'postgresql://own@db/x',
      PORT: '1',
      SOCIAL_ASSISTANCE_PORT: '2',
    };
    expect(readSettings(definition, env)).toMatchObject({ databaseUrl: 'postgresql://own@db/x', port: 2 });
  });

  it('read own settings as the schema says: numbers, and lists as JSON', () => {
    const env = { ...databases, NOTICE_DAYS: '10', SOCIAL_ASSISTANCE_OFFICES: '["370102"]' };
    expect(readSettings(definition, env).own).toMatchObject({ noticeDays: 10, offices: ['370102'] });
  });

  it('name all faults at once and echo no value', () => {
    const env = { PORT: 'a-secret', NOTICE_DAYS: 'b-secret', ISSUER_URL: 'c-secret', BUSINESS_CLOCK: 'd-secret' };
    const faults = faultsOf(env);
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'ISSUER_URL',
      'SOCIAL_ASSISTANCE_DATABASE_URL',
      'QUEUE_URL',
      'PORT',
      'BUSINESS_CLOCK',
      'SOCIAL_ASSISTANCE_NOTICE_DAYS:',
    ]);
    expect(faults.join()).not.toContain('secret');
  });
});

describe('production', () => {
  it('starts with everything given, on the wall clock', () => {
    expect(readSettings(definition, production)).toMatchObject({
      production: true,
      host: '0.0.0.0',
      movableClock: false,
    });
  });

  it.each([
    ['the movable clock', { BUSINESS_CLOCK: 'movable' }, /BUSINESS_CLOCK/],
    ['a clock that others move', { BUSINESS_CLOCK: 'movable-from-anywhere' }, /BUSINESS_CLOCK/],
    ['a default database password', { SOCIAL_ASSISTANCE_DATABASE_URL: 'postgresql://app:postgres@db/x' }, /password/],
    ['an empty database password', { SOCIAL_ASSISTANCE_DATABASE_URL: 'postgresql://app@db/x' }, /password/],
    ['the development issuer', { ISSUER_URL: 'http://127.0.0.1:8081/oidc' }, /ISSUER_URL/],
    ['the development keys', { KEYS_DIR: '.data/keys' }, /KEYS_DIR/],
    ['development tokens', { DEVELOPMENT_TOKENS: 'true' }, /DEVELOPMENT_TOKENS/],
    ['a peer without an address', { PEOPLE_URL: '' }, /PEOPLE_URL/],
  ])('refuses %s', (_, change, fault) => {
    expect(faultsOf({ ...production, ...change })).toEqual([expect.stringMatching(fault)]);
  });

  it('refuses the simulator', () => {
    const simulator = defineService({ ...definition, developmentOnly: true });
    expect(() => readSettings(simulator, production)).toThrow(/development and tests only/);
  });
});

describe('given settings', () => {
  it('are checked against the same schema', () => {
    expect(checkConfig(definition, { noticeDays: 3 })).toMatchObject({ noticeDays: 3 });
    expect(() => checkConfig(definition, { noticeDays: '3' })).toThrow(ConfigError);
  });
});

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(definition, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
