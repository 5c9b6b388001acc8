import type { GraphqlParts } from './graphql-parts.ts';
import type { GraphqlModule } from './kit.ts';

/** The subgraph of a service. */
export interface Subgraph {
  add(module: GraphqlModule): void;
  /** '' without modules. */
  sdl(): Promise<string>;
  /** Registers `POST /graphql`; nothing without modules. */
  mount(): Promise<void>;
}

/**
 * Collects the modules of a service; `mount` serves them as a federated subgraph to the gateway only. The library is
 * loaded only then: a service without a graph, a command and a thread do without it.
 */
export function createGraphql(parts: GraphqlParts): Subgraph {
  const modules: GraphqlModule[] = [];
  return {
    add(module) {
      modules.push(module);
    },
    async sdl() {
      if (modules.length === 0) return '';
      const { joinTypeDefs } = await import('./graphql-schema.ts');
      return joinTypeDefs(modules);
    },
    async mount() {
      if (modules.length === 0) return;
      const { serveGraphql } = await import('./graphql-serve.ts');
      await serveGraphql(parts, modules);
    },
  };
}
