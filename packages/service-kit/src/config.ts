import { type ServiceName, serviceNames, servicePorts } from '@mz/contracts';
import type { QueueTarget } from '@mz/events';
import type { TObject, TSchema } from 'typebox';
import { type Moment, readCrashPoint } from './crash-point.ts';
import { databaseNameOf, environmentPrefixOf, type ServiceDefinition } from './define-service.ts';
import { compileCheck, compileWords } from './validators.ts';

/** All faults of a configuration, found in one pass; no value is echoed. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(service: string, faults: readonly string[]) {
    super(`${service} cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** What a service process needs to know beside its own settings. */
export interface Settings {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
  readonly queue?: QueueTarget;
  readonly keysDir: string;
  readonly dataDir: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly movableClock: boolean;
  /** BUSINESS_CLOCK=movable-from-anywhere: development in containers, whose callers come over a bridge. */
  readonly clockFromAnywhere: boolean;
  /** RELEASE: what was built, such as a tag or commit. */
  readonly release?: string;
  /** MAINTENANCE_READ_ONLY=true. */
  readonly readOnly: boolean;
  /** WARM_UP=false: what could be made ready at the start waits for its first use; for processes that live a short time. */
  readonly warmUp: boolean;
  readonly logLevel: string;
  /** STOP_DRAIN_MS: how long a stopping process still takes calls, so that whoever balances sees /readyz fail first. */
  readonly drainMs: number;
  /** CALLS_WHEN_SATURATED: calls in work at once that a saturated process takes; 0 refuses none. */
  readonly callsWhenSaturated?: number;
  /** PUBLIC_CALLS_PER_MINUTE: calls a minute of an address without a log-in; the service's own number unless told. */
  readonly publicCallsPerMinute?: number;
  /** TRUSTED_PROXIES: addresses or ranges, by commas, whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** CRASH_POINT: where the process ends; proofs only. */
  readonly crashPoint?: Moment;
  readonly own: unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks everything at once; throws ConfigError with all faults. */
export function readSettings<DB, C>(definition: ServiceDefinition<DB, C>, env: Environment): Settings {
  const faults: string[] = [];
  const prefix = environmentPrefixOf(definition.name);
  const production = env.NODE_ENV === 'production';
  const look = (key: string): string | undefined => env[`${prefix}_${key}`] || env[key] || undefined;
  const need = (key: string, development: string): string => {
    const value = look(key);
    if (value === undefined && production) faults.push(`${prefix}_${key} or ${key} is missing`);
    return value ?? development;
  };
  const urls = peerUrls(env, production, faults);
  const issuer = url(need('ISSUER_URL', `${urls.identity}/oidc`), 'ISSUER_URL', faults);
  const database = definition.migrations ? databaseUrl(definition.name, env, faults) : undefined;
  const queue = definition.migrations ? queueTarget(env, faults) : undefined;
  const crashPoint = readCrashPoint(look('CRASH_POINT'), production, faults);
  const settings: Settings = {
    production,
    host: look('HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: port(look('PORT'), servicePorts[definition.name], faults),
    ...(database ? { databaseUrl: database } : {}),
    ...(queue ? { queue } : {}),
    keysDir: need('KEYS_DIR', '.data/keys'),
    dataDir: need('DATA_DIR', '.data'),
    issuer,
    jwksUrl: url(look('JWKS_URL') ?? `${issuer}/jwks`, 'JWKS_URL', faults),
    urls,
    movableClock: movable(look('BUSINESS_CLOCK'), production, faults),
    clockFromAnywhere: look('BUSINESS_CLOCK') === 'movable-from-anywhere',
    ...releaseOf(look('RELEASE')),
    readOnly: look('MAINTENANCE_READ_ONLY') === 'true',
    warmUp: look('WARM_UP') !== 'false',
    logLevel: look('LOG_LEVEL') ?? 'info',
    drainMs: drainOf(look('STOP_DRAIN_MS'), production, faults),
    ...callsOf(look('CALLS_WHEN_SATURATED'), faults),
    ...publicCallsOf(look('PUBLIC_CALLS_PER_MINUTE'), production, faults),
    // In development the gateway stands on this machine.
    trustedProxies: proxiesOf(look('TRUSTED_PROXIES') ?? (production ? '' : 'loopback'), faults),
    ...(crashPoint ? { crashPoint } : {}),
    own: definition.config ? ownConfig(definition.config, look, { prefix, faults }) : {},
  };
  if (production) refuseDevelopment(definition, settings, faults);
  if (faults.length > 0) throw new ConfigError(definition.name, faults);
  return settings;
}

/** A service's own settings from given values, such as in tests; throws ConfigError with all faults. */
export function checkConfig(definition: Pick<ServiceDefinition, 'name' | 'config'>, values: unknown): unknown {
  if (!definition.config) return {};
  const filled: unknown = structuredClone(values ?? {});
  const check = compileCheck(definition.config);
  if (check(filled)) return filled;
  const faults = (check.errors ?? []).map(({ instancePath, message }) => faultOf(instancePath, message));
  throw new ConfigError(definition.name, faults);
}

function ownConfig(
  schema: TObject,
  look: (key: string) => string | undefined,
  { prefix, faults }: { prefix: string; faults: string[] },
): unknown {
  const given = Object.entries(schema.properties).flatMap(([key, property]: [string, TSchema]) => {
    const text = look(snake(key));
    return text === undefined ? [] : [[key, parseSetting(property, text)] as const];
  });
  const values = Object.fromEntries(given);
  const check = compileWords(schema);
  if (check(values)) return values;
  for (const { keyword, params, instancePath, message } of check.errors ?? []) {
    if (keyword === 'required') faults.push(`${prefix}_${snake(String(params.missingProperty))} is missing`);
    else faults.push(`${prefix}_${snake(instancePath.slice(1))}: ${message}`);
  }
  return values;
}

// Lists and objects are written as JSON; everything else is one word that the schema converts.
function parseSetting(property: TSchema, text: string): unknown {
  const type = 'type' in property ? property.type : undefined;
  if (type !== 'array' && type !== 'object') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the schema then names the fault
  }
}

function databaseUrl(name: ServiceName, env: Environment, faults: string[]): string | undefined {
  const own = env[`${environmentPrefixOf(name)}_DATABASE_URL`];
  if (own) return own;
  if (!env.DATABASE_URL) {
    faults.push(`${environmentPrefixOf(name)}_DATABASE_URL or DATABASE_URL is missing`);
    return undefined;
  }
  const shared = new URL(env.DATABASE_URL);
  shared.pathname = `/${databaseNameOf(name)}`;
  return shared.toString();
}

function queueTarget(env: Environment, faults: string[]): QueueTarget | undefined {
  const given = env.QUEUE_URL || env.REDIS_URL;
  if (!given) {
    faults.push('QUEUE_URL or REDIS_URL is missing');
    return undefined;
  }
  return { kind: given.startsWith('postgres') ? 'postgres' : 'redis', url: given };
}

function peerUrls(env: Environment, production: boolean, faults: string[]): Record<ServiceName, string> {
  const entries = serviceNames.map((name) => {
    const key = `${environmentPrefixOf(name)}_URL`;
    // The simulator does not exist in production, and only the gateway's own callers need the gateway.
    const optional = name === 'agency-simulator' || name === 'gateway';
    if (!env[key] && production && !optional) faults.push(`${key} is missing`);
    return [name, url(env[key] || `http://127.0.0.1:${servicePorts[name]}`, key, faults)] as const;
  });
  // Built from serviceNames, so every name has its address.
  return Object.fromEntries(entries) as Record<ServiceName, string>;
}

function refuseDevelopment(
  definition: Pick<ServiceDefinition, 'name' | 'developmentOnly'>,
  settings: Settings,
  faults: string[],
): void {
  if (definition.developmentOnly) faults.push(`${definition.name} exists in development and tests only`);
  if (new URL(settings.issuer).protocol !== 'https:') faults.push('ISSUER_URL must be https in production');
  if (hasDevelopmentTokens(settings.own)) faults.push('DEVELOPMENT_TOKENS must be false in production');
  if (settings.keysDir.includes('.data')) faults.push('KEYS_DIR is the development folder');
  const password = settings.databaseUrl ? decodeURIComponent(new URL(settings.databaseUrl).password) : undefined;
  if (password !== undefined && /^(|postgres|password|secret|changeme|mz_app)$/i.test(password)) {
    faults.push('the database password is empty or a default');
  }
}

function hasDevelopmentTokens(own: unknown): boolean {
  return typeof own === 'object' && own !== null && 'developmentTokens' in own && own.developmentTokens !== false;
}

const clocks: readonly string[] = ['wall', 'movable', 'movable-from-anywhere'];

function movable(value: string | undefined, production: boolean, faults: string[]): boolean {
  if (value !== undefined && !clocks.includes(value)) faults.push(`BUSINESS_CLOCK is ${clocks.join(' or ')}`);
  if (value !== undefined && value !== 'wall' && production) {
    faults.push('a movable BUSINESS_CLOCK is refused in production');
  }
  return !production && value !== 'wall';
}

function port(value: string | undefined, standard: number, faults: string[]): number {
  const number = Number(value ?? standard);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) faults.push('PORT is not a port number');
  return number;
}

// Production stands behind something that asks /readyz every few seconds; a process ends 25 s after its signal.
const [productionDrainMs, longestDrainMs] = [5_000, 15_000];

function drainOf(value: string | undefined, production: boolean, faults: string[]): number {
  const number = Number(value ?? (production ? productionDrainMs : 0));
  if (!Number.isInteger(number) || number < 0 || number > longestDrainMs) {
    faults.push(`STOP_DRAIN_MS is a number from 0 to ${longestDrainMs}`);
  }
  return number;
}

function callsOf(value: string | undefined, faults: string[]): { callsWhenSaturated?: number } {
  if (value === undefined) return {};
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) faults.push('CALLS_WHEN_SATURATED is a whole number from 0 up');
  return { callsWhenSaturated: number };
}

function publicCallsOf(
  value: string | undefined,
  production: boolean,
  faults: string[],
): { publicCallsPerMinute?: number } {
  if (value === undefined) return {};
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) faults.push('PUBLIC_CALLS_PER_MINUTE is a whole number from 0 up');
  if (number === 0 && production) faults.push('PUBLIC_CALLS_PER_MINUTE must not be 0 in production');
  return { publicCallsPerMinute: number };
}

function proxiesOf(value: string, faults: string[]): string[] {
  const proxies = value.split(',').map((one) => one.trim());
  const given = proxies.filter((one) => one !== '');
  const wrong = given.filter((one) => !/^(loopback|uniquelocal|[0-9a-f.:]+(\/[0-9]{1,3})?)$/i.test(one));
  if (wrong.length > 0) faults.push('TRUSTED_PROXIES are addresses or ranges, by commas');
  return given;
}

function url(value: string, key: string, faults: string[]): string {
  if (URL.canParse(value)) return value.replace(/\/+$/, '');
  faults.push(`${key} is not a URL`);
  return 'http://invalid.invalid';
}

function faultOf(pointer: string, message = 'is wrong'): string {
  return `${pointer === '' ? 'config' : pointer.slice(1)}: ${message}`;
}

function releaseOf(release: string | undefined): { release?: string } {
  return release === undefined ? {} : { release };
}

function snake(key: string): string {
  return key
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .replaceAll('/', '_')
    .toUpperCase();
}
