import type { ErrorCatalogue, Operation, ServiceName } from '@mz/contracts';
import { Id, Problem } from '@mz/contracts';
import type { TObject } from 'typebox';
import { commonErrors } from './catalogue.ts';
import { exampleOf, operationExamples, problemExample } from './openapi-examples.ts';
import { mapSchema, nodeOf, type SchemaNode } from './plain-schema.ts';
import { takesBody } from './route.ts';

/** What the document is made from. */
export interface OpenApiInput {
  readonly name: ServiceName;
  readonly operations: readonly Operation[];
  readonly errors: ErrorCatalogue;
}

type Json = Record<string, unknown>;

/** What else there is to read at the gateway, which shows this document. */
const beside =
  '[Events (AsyncAPI)](/asyncapi.json) · [Catalogue](/catalogue.json). ' +
  'A path that is called by another method answers 405 `METHOD_NOT_ALLOWED` with `Allow`.';

/** The OpenAPI 3.1.0 document of a service, ordered by path, so that equal operations give equal bytes. */
export function openApiDocument({ name, operations, errors }: OpenApiInput): Json {
  const components = new Map<string, SchemaNode>();
  refer(nodeOf(Problem), components);
  const sorted = [...operations].sort((a, b) => order(`${a.path} ${a.method}`, `${b.path} ${b.method}`));
  const paths: Record<string, Json> = {};
  const catalogue: ErrorCatalogue = { ...commonErrors, ...errors };
  for (const operation of sorted) {
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = operationObject(operation, components, catalogue);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: `civil-affairs ${name}`, version: '1.0.0', description: beside },
    servers: [
      { url: `/api/${name}`, description: 'By the gateway' },
      { url: '/', description: 'At the service itself' },
    ],
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => order(a, b))),
      examples: problemExamples(operations, catalogue),
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

function operationObject(operation: Operation, components: Map<string, SchemaNode>, catalogue: ErrorCatalogue): Json {
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
    responses: { [operation.success.status]: success(operation, components), ...refusals(operation, catalogue) },
    security: callers.map((caller) => schemes[caller]),
    'x-permission': permission,
    ...(purposes === undefined ? {} : { 'x-purposes': purposes }),
    'x-callers': callers,
  };
}

function fields(object: TObject, place: 'path' | 'query', components: Map<string, SchemaNode>): Json[] {
  const node = nodeOf(object);
  return Object.entries(node.properties ?? {}).map(([name, schema]) => {
    const required = place === 'path' || (node.required ?? []).includes(name);
    // An optional filter has none: a page that fills it in would narrow what it asks for.
    const example = required ? { example: exampleOf(schema, { field: name }) } : {};
    return { name, in: place, required, schema: refer(schema, components), ...example };
  });
}

function headers({ purposes, caseRequired, idempotent, versioned }: Operation): Json[] {
  const header = (name: string, schema: Json, [description, example]: readonly [string, string]): Json => ({
    name,
    in: 'header',
    required: true,
    schema,
    description,
    example,
  });
  const [purpose = ''] = purposes ?? [];
  const id = exampleOf(Id, { field: 'caseId' });
  const text = { type: 'string' };
  return [
    ...(purposes ? [header('X-Purpose', { ...text, enum: purposes }, ['Why personal data is read', purpose])] : []),
    ...(caseRequired
      ? [header('X-Case', text, ['The case on which this rests, `<service>/<uuid>`', `social-assistance/${id}`])]
      : []),
    ...(idempotent
      ? [header('Idempotency-Key', { ...text, maxLength: 200 }, ['The same key has one effect', String(id)])]
      : []),
    ...(versioned ? [header('If-Match', text, ['Version of the record as its ETag', '"1"'])] : []),
  ];
}

function requestBody(operation: Operation, components: Map<string, SchemaNode>): Json {
  const node = nodeOf(operation.body);
  const { request } = operationExamples(operation);
  const type = node.type === 'string' ? 'text/plain' : 'application/json';
  return { required: true, content: { [type]: { schema: refer(node, components), example: request } } };
}

function success(operation: Operation, components: Map<string, SchemaNode>): Json {
  const { status, schema, stream } = operation.success;
  if (status === 204) return { description: 'Done' };
  const node = nodeOf(schema);
  const etag = operation.versioned || node.properties?.version !== undefined;
  return {
    description: 'Success',
    ...(etag ? { headers: { ETag: { schema: { type: 'string' }, description: 'Version of the record' } } } : {}),
    content: { [stream ?? 'application/json']: { schema: refer(node, components), ...answerOf(operation) } },
  };
}

function answerOf(operation: Operation): Json {
  const { answer } = operationExamples(operation);
  return answer === undefined ? {} : { example: answer };
}

/** The statuses that the operation may refuse with, each with its codes. */
function refusals(operation: Operation, catalogue: ErrorCatalogue): Record<string, Json> {
  const codes = codesOf(operation);
  const byStatus = new Map<number, Set<string>>();
  for (const code of codes) {
    const entry = catalogue[code];
    if (entry === undefined) throw new Error(`Operation ${operation.id} names error ${code}, which is in no catalogue`);
    byStatus.set(entry.status, (byStatus.get(entry.status) ?? new Set()).add(code));
  }
  return Object.fromEntries([...byStatus].map(([status, set]) => [String(status), refusal([...set].sort(order))]));
}

function refusal(codes: readonly string[]): Json {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description: codes.join(', '), content: { 'application/problem+json': { schema, examples } } };
}

/** One problem for each code that an operation of the document names. */
function problemExamples(operations: readonly Operation[], catalogue: ErrorCatalogue): Record<string, Json> {
  const codes = [...new Set(operations.flatMap(codesOf))].sort(order);
  return Object.fromEntries(codes.map((code) => [code, { value: problemExample(code, catalogue) }]));
}

function codesOf(operation: Operation): string[] {
  return [...commonCodes(operation), ...operation.errors];
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
