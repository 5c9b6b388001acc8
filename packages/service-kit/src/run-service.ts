import { mkdirSync } from 'node:fs';
import { fileKeyProvider } from '@mz/crypto';
import { createVerifier } from './auth.ts';
import { ConfigError, readSettings, type Settings } from './config.ts';
import { crashAt } from './crash-point.ts';
import { createService } from './create-service.ts';
import type { ServiceDefinition } from './define-service.ts';
import { createLogger } from './logging.ts';
import type { RunningService } from './running-service.ts';
import type { Runtime } from './runtime.ts';
import { createServiceTokens } from './service-tokens.ts';

/** The parts of the process that a service's main needs; `process` itself, or a test's. */
export interface ProcessHandle {
  readonly env: Readonly<Record<string, string | undefined>>;
  once(event: 'SIGTERM' | 'SIGINT' | 'disconnect', listener: () => void): unknown;
  exit(code: number): void;
  readonly stderr: { write(text: string): unknown };
}

/** Longest wait for calls and workers at a stop; Kubernetes kills after 30 s. */
const stopDeadlineMs = 25_000;

/** Runs a service as a process: settings from the environment, logs on standard output, a graceful stop on a signal. */
export async function runService<DB, C>(
  definition: ServiceDefinition<DB, C>,
  handle: ProcessHandle = process,
): Promise<void> {
  let settings: Settings;
  try {
    settings = readSettings(definition, handle.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    handle.stderr.write(`${error.message}\n`);
    return handle.exit(1);
  }
  const runtime = runtimeOf(definition, settings);
  const service = await createService(definition, runtime);
  const address = await service.listen();
  // The garbage of the imports would stay for long: whoever is asked for little collects little (about 30 MB).
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  runtime.logger.info({ url: address, production: settings.production }, 'listening');
  const end = (): void => void stopGracefully(service, runtime, handle);
  handle.once('SIGTERM', end);
  handle.once('SIGINT', end);
  // The development stack holds a channel to each service; when it dies, the service ends too.
  handle.once('disconnect', end);
}

/** The runtime of a process of its own. */
export function runtimeOf<DB, C>(definition: ServiceDefinition<DB, C>, settings: Settings): Runtime {
  const { name } = definition;
  const keys = fileKeyProvider({ dir: settings.keysDir, create: !settings.production });
  mkdirSync(settings.dataDir, { recursive: true });
  return {
    ...(settings.databaseUrl === undefined ? {} : { databaseUrl: settings.databaseUrl }),
    ...(settings.queue === undefined ? {} : { queue: settings.queue }),
    production: settings.production,
    movableClock: settings.movableClock,
    clockFromAnywhere: settings.clockFromAnywhere,
    readOnly: settings.readOnly,
    warmUp: settings.warmUp,
    ...(settings.release === undefined ? {} : { release: settings.release }),
    ...(settings.crashPoint === undefined ? {} : { crashPoint: crashAt(settings.crashPoint) }),
    keys,
    verifier: createVerifier({ issuer: settings.issuer, jwks: { url: settings.jwksUrl } }),
    tokens: createServiceTokens({ name, issuer: settings.issuer, keys }),
    urls: settings.urls,
    logger: createLogger({ service: name, level: settings.logLevel }),
    host: settings.host,
    port: settings.port,
    dataDir: settings.dataDir,
    config: settings.own,
    processMetrics: true,
    drainMs: settings.drainMs,
    trustedProxies: settings.trustedProxies,
    ...(settings.publicCallsPerMinute === undefined ? {} : { publicCallsPerMinute: settings.publicCallsPerMinute }),
    ...(settings.callsWhenSaturated === undefined ? {} : { callsWhenSaturated: settings.callsWhenSaturated }),
  };
}

async function stopGracefully<DB, C>(
  service: RunningService<DB, C>,
  { logger }: Runtime,
  handle: ProcessHandle,
): Promise<void> {
  const late = setTimeout(() => {
    logger.error('the stop took too long');
    handle.exit(1);
  }, stopDeadlineMs).unref();
  try {
    await service.stop();
    logger.info('stopped');
    handle.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'the stop failed');
    handle.exit(1);
  } finally {
    clearTimeout(late);
  }
}
