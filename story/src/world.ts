/** Where the platform is reached; the start script passes its own addresses. */
export interface World {
  readonly gateway: string;
  /** Base addresses by service, for what the gateway does not show: the clock and the development tokens. */
  readonly services: Readonly<Record<string, string>>;
}

const ports: Readonly<Record<string, number>> = {
  identity: 8081,
  people: 8082,
  'place-names': 8083,
  'social-assistance': 8084,
  'income-verification': 8085,
  payments: 8086,
  'agency-simulator': 8190,
};

/** Reads STORY_GATEWAY and STORY_SERVICES (JSON: name → address), else the development ports of this machine. */
export function readWorld(env: Readonly<Record<string, string | undefined>>): World {
  const local = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
  const given = env.STORY_SERVICES === undefined ? {} : (JSON.parse(env.STORY_SERVICES) as Record<string, string>);
  return { gateway: env.STORY_GATEWAY ?? 'http://127.0.0.1:8080', services: { ...local, ...given } };
}
