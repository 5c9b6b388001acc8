/** Every runnable service and the port it has in development (ARCHITECTURE §1). */
export const servicePorts = {
  gateway: 8080,
  identity: 8081,
  people: 8082,
  'place-names': 8083,
  'social-assistance': 8084,
  'income-verification': 8085,
  payments: 8086,
  'agency-simulator': 8190,
} as const;

/** The name of a runnable service; also the audience of a token meant for it. */
export type ServiceName = keyof typeof servicePorts;

/** All service names, gateway first. */
export const serviceNames: readonly ServiceName[] = Object.keys(servicePorts) as ServiceName[];

/** Audience of the tokens that people carry: every service accepts it on public routes. */
export const platformAudience = 'mz-platform';
