import { readFileSync } from 'node:fs';

/** The services whose graphs a federated query of the bench meets. */
export const subgraphNames = ['social-assistance', 'people', 'payments'] as const;

/** One of them. */
export type SubgraphName = (typeof subgraphNames)[number];

/** The committed schema of a service's graph. */
export function sdlOf(name: SubgraphName): string {
  return readFileSync(new URL(`../../../services/${name}/schema.graphql`, import.meta.url), 'utf8');
}
