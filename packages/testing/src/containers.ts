import { randomBytes } from 'node:crypto';
import { GenericContainer, Wait } from 'testcontainers';

/** PostgreSQL and Redis in containers of their own, for one test run. */
export interface Containers {
  /** Superuser URL at the database `postgres`. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

const images = { postgres: 'postgres:17-alpine', redis: 'redis:7-alpine' };
/** Every test file holds pools of its own. */
const settings = ['max_connections=300', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'timezone=UTC'];

/** Starts both; needs a container engine, of which Testcontainers says clearly that it is missing. */
export async function startContainers(): Promise<Containers> {
  const password = randomBytes(16).toString('hex');
  const postgres = new GenericContainer(images.postgres)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
    .withExposedPorts(5432)
    // The server of the first initialisation has no TCP port: only the real one answers here.
    .withHealthCheck({
      test: ['CMD-SHELL', 'pg_isready -h 127.0.0.1 -U postgres'],
      interval: 500,
      timeout: 2_000,
      retries: 120,
    })
    .withWaitStrategy(Wait.forHealthCheck());
  const redis = new GenericContainer(images.redis)
    .withExposedPorts(6379)
    .withHealthCheck({ test: ['CMD', 'redis-cli', 'ping'], interval: 500, timeout: 2_000, retries: 60 })
    .withWaitStrategy(Wait.forHealthCheck());
  const started = await Promise.all([postgres.start(), redis.start()]);
  const [database, queue] = started;
  const address = `${database.getHost()}:${database.getMappedPort(5432)}`;
  return {
    databaseUrl: `postgresql://postgres:${password}@${address}/postgres`,
    redisUrl: `redis://${queue.getHost()}:${queue.getMappedPort(6379)}`,
    async stop() {
      await Promise.all(started.map((container) => container.stop()));
    },
  };
}
