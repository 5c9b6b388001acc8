import { existsSync, readFileSync } from 'node:fs';
import { type ServiceName, serviceNames } from '@mz/contracts';

/** A JSON schema as the services' OpenAPI documents write it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** One parameter of a path, a query or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One operation as its service's document tells it. */
export interface DocumentedOperation {
  readonly id: string;
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Media type and schema of the body, where there is one. */
  readonly body?: { readonly type: string; readonly schema: Schema };
  /** A body without the fault that this proof plants: the document's own example. */
  readonly example?: unknown;
  resolve(schema: Schema): Schema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema; example?: unknown }>> };
}

const root = new URL('../../../', import.meta.url);

/** Every operation of every service, from the committed documents that the check compares with the code. */
export function documentedOperations(): DocumentedOperation[] {
  return serviceNames.flatMap(operationsOf);
}

/** The text of a file of the repository; undefined when there is none. */
export function repositoryFile(path: string): string | undefined {
  const url = new URL(path, root);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

/** The codes of docs/errors.md: what a refusal may carry. */
export function knownCodes(): ReadonlySet<string> {
  const lines = (repositoryFile('docs/errors.md') ?? '').split('\n');
  const codes = lines.flatMap((line) => /^\| `([A-Z0-9_]+)` \|/.exec(line)?.[1] ?? []);
  if (codes.length === 0) throw new Error('docs/errors.md names no code');
  return new Set(codes);
}

function operationsOf(service: ServiceName): DocumentedOperation[] {
  const text = repositoryFile(`services/${service}/openapi.json`);
  if (text === undefined) return [];
  const document = JSON.parse(text) as Document;
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const found = document.components?.schemas?.[schema.$ref.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`${service}: nothing at ${schema.$ref}`);
    return resolve(found);
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const [body] = Object.entries(described.requestBody?.content ?? {});
      return {
        id: described.operationId,
        service,
        method: method.toUpperCase(),
        path,
        parameters: described.parameters ?? [],
        ...(body === undefined ? {} : { body: { type: body[0], schema: body[1].schema }, example: body[1].example }),
        resolve,
      };
    }),
  );
}
