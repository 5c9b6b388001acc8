import * as contracts from '@mz/contracts';
import { type ErrorCatalogue, eventType, type Operation, subscriptions } from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import errorCatalogue from './errors.json' with { type: 'json' };

/** Everything that the platform offers: operations, events, errors; the paths of the main job stand here. */
export function buildCatalogue(): {
  operations: object[];
  events: object[];
  errors: ErrorCatalogue;
} {
  const operations = publicOperations().map((operation) => ({
    id: operation.id,
    service: operation.service,
    method: operation.method,
    path: `/api/${operation.service}${operation.path}`,
    summary: operation.summary,
    permission: operation.permission,
    ...(operation.purposes === undefined ? {} : { purposes: operation.purposes }),
    caseRequired: operation.caseRequired,
    idempotent: operation.idempotent,
    versioned: operation.versioned,
    errors: operation.errors,
  }));
  const events = subscriptions.map(({ event, to }) => ({
    type: eventType(event),
    kind: event.kind,
    producer: event.producer,
    summary: event.summary,
    to,
  }));
  return { operations, events, errors: errorCatalogue };
}

/** GET /catalogue.json. */
export function mountCatalogue(app: FastifyInstance): void {
  const catalogue = buildCatalogue();
  app.get('/catalogue.json', () => catalogue);
}

function publicOperations(): Operation[] {
  const exported: unknown[] = Object.values(contracts);
  return exported
    .filter(isOperation)
    .filter(({ path, callers }) => path.startsWith('/v1/') && callers.some((caller) => caller !== 'service'))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'permission' in value && 'path' in value && 'callers' in value;
}
