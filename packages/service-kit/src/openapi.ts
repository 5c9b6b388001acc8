import type { ErrorCatalogue, Operation, ServiceName } from '@mz/contracts';
import { Problem } from '@mz/contracts';
import type { TObject } from 'typebox';
import { commonErrors } from './catalogue.ts';
import { mapSchema, nodeOf, type SchemaNode } from './plain-schema.ts';
import { takesBody } from './route.ts';

/** What the document is made from. */
export interface OpenApiInput {
  readonly name: ServiceName;
  readonly operations: readonly Operation[];
  readonly errors: ErrorCatalogue;
}

type Json = Record<string, unknown>;

/** The OpenAPI 3.1.0 document of a service, ordered by path, so that equal operations give equal bytes. */
export function openApiDocument({ name, operations, errors }: OpenApiInput): Json {
  const components = new Map<string, SchemaNode>();
  refer(nodeOf(Problem), components);
  const sorted = [...operations].sort((a, b) => order(`${a.path} ${a.method}`, `${b.path} ${b.method}`));
  const paths: Record<string, Json> = {};
  for (const operation of sorted) {
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = operationObject(operation, components, errors);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: `civil-affairs ${name}`, version: '1.0.0' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => order(a, b))),
      securitySchemes: {
        person: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Token of a signed-in person' },
        service: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Token of a service for this one',
        },
        partner: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Token of a partner agency' },
      },
    },
  };
}

function operationObject(operation: Operation, components: Map<string, SchemaNode>, errors: ErrorCatalogue): Json {
  const { id, summary, permission, purposes, callers } = operation;
  const parameters = [
    ...fields(operation.params, 'path', components),
    ...fields(operation.query, 'query', components),
    ...headers(operation),
  ];
  return {
    operationId: id,
    summary,
    tags: [id.slice(0, id.lastIndexOf('.'))],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takesBody(operation) ? { requestBody: requestBody(operation, components) } : {}),
    responses: { [operation.success.status]: success(operation, components), ...refusals(operation, errors) },
    security: callers.map((caller) => schemes[caller]),
    'x-permission': permission,
    ...(purposes === undefined ? {} : { 'x-purposes': purposes }),
    'x-callers': callers,
  };
}

function fields(object: TObject, place: 'path' | 'query', components: Map<string, SchemaNode>): Json[] {
  const node = nodeOf(object);
  return Object.entries(node.properties ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || (node.required ?? []).includes(name),
    schema: refer(schema, components),
  }));
}

function headers({ purposes, caseRequired, idempotent, versioned }: Operation): Json[] {
  const header = (name: string, schema: Json, description: string): Json => ({
    name,
    in: 'header',
    required: true,
    schema,
    description,
  });
  const text = { type: 'string' };
  return [
    ...(purposes ? [header('X-Purpose', { ...text, enum: purposes }, 'Why personal data is read')] : []),
    ...(caseRequired ? [header('X-Case', text, 'The case on which this rests, `<service>/<uuid>`')] : []),
    ...(idempotent ? [header('Idempotency-Key', { ...text, maxLength: 200 }, 'The same key has one effect')] : []),
    ...(versioned ? [header('If-Match', text, 'Version of the record as its ETag')] : []),
  ];
}

function requestBody({ body }: Operation, components: Map<string, SchemaNode>): Json {
  const node = nodeOf(body);
  const type = node.type === 'string' ? 'text/plain' : 'application/json';
  return { required: true, content: { [type]: { schema: refer(node, components) } } };
}

function success(
  { success: { status, schema, stream }, versioned }: Operation,
  components: Map<string, SchemaNode>,
): Json {
  if (status === 204) return { description: 'Done' };
  const node = nodeOf(schema);
  const etag = versioned || node.properties?.version !== undefined;
  return {
    description: 'Success',
    ...(etag ? { headers: { ETag: { schema: { type: 'string' }, description: 'Version of the record' } } } : {}),
    content: { [stream ?? 'application/json']: { schema: refer(node, components) } },
  };
}

/** The statuses that the operation may refuse with, each with its codes. */
function refusals(operation: Operation, errors: ErrorCatalogue): Record<string, Json> {
  const catalogue: ErrorCatalogue = { ...commonErrors, ...errors };
  const codes = [...commonCodes(operation), ...operation.errors];
  const byStatus = new Map<number, Set<string>>();
  for (const code of codes) {
    const entry = catalogue[code];
    if (entry === undefined) throw new Error(`Operation ${operation.id} names error ${code}, which is in no catalogue`);
    byStatus.set(entry.status, (byStatus.get(entry.status) ?? new Set()).add(code));
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, set]) => [String(status), { description: [...set].sort(order).join(', '), content }]),
  );
}

function commonCodes(operation: Operation): string[] {
  const open = operation.callers.includes('public');
  return [
    'INPUT_INVALID',
    'TOO_MANY_REQUESTS',
    'INTERNAL',
    ...(open ? [] : ['TOKEN_MISSING', 'TOKEN_INVALID']),
    ...(operation.callers.includes('user') ? ['ROLE_NOT_PERMITTED'] : []),
    ...(operation.purposes ? ['PURPOSE_REQUIRED', 'PURPOSE_NOT_PERMITTED'] : []),
    ...(operation.caseRequired ? ['CASE_REQUIRED'] : []),
    ...(operation.idempotent ? ['IDEMPOTENCY_KEY_REQUIRED', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'] : []),
    ...(operation.versioned ? ['PRECONDITION_REQUIRED', 'VERSION_CONFLICT'] : []),
  ];
}

const schemes: Readonly<Record<Operation['callers'][number], Json>> = {
  public: {},
  user: { person: [] },
  service: { service: [] },
  partner: { partner: [] },
};

/** The schema with every named schema in it moved to the components; two different ones of a name throw. */
function refer(schema: SchemaNode, components: Map<string, SchemaNode>): SchemaNode {
  return mapSchema(schema, (node) => {
    const { $id, ...rest } = node;
    if ($id === undefined) return node;
    const known = components.get($id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rest)) {
      throw new Error(`Two different schemas are called ${$id}`);
    }
    components.set($id, rest);
    return { $ref: `#/components/schemas/${$id}` };
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
