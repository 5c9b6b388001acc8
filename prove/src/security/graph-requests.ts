import { randomUUID } from 'node:crypto';
import { type ServiceName, serviceNames } from '@mz/contracts';
import fc from 'fast-check';
import { type DocumentNode, type FieldDefinitionNode, Kind, parse, type TypeNode } from 'graphql';
import { repositoryFile } from './operations.ts';
import type { Records } from './records.ts';
import type { Sent } from './send.ts';
import type { Stage } from './stage.ts';
import { type Setting, valuesOf } from './values.ts';

interface RootField {
  readonly service: ServiceName;
  readonly kind: 'query' | 'mutation';
  readonly field: FieldDefinitionNode;
  readonly document: DocumentNode;
}

const deepest = 3;

/** Questions to the gateway's graph made from the services' schemas: every root field, arguments as variables, fields below. */
export function graphRequests(stage: Stage, records: Records): fc.Arbitrary<Sent> {
  const fields = serviceNames.flatMap(rootFields);
  return fc.constantFrom(...fields).chain((root) => {
    const setting = {
      operation: { service: root.service, resolve: (schema: object) => schema },
      records,
      oddPercent: 12,
    };
    const names = (root.field.arguments ?? []).map(({ name }) => name.value);
    const values = Object.fromEntries(
      (root.field.arguments ?? []).map(({ name, type }) => [name.value, argumentOf(setting, root, type, name.value)]),
    );
    const who = fc.constantFrom(
      'TOWNSHIP_ACCEPTOR 370102001000',
      'COUNTY_REVIEWER 371721000000',
      'AUDITOR 370000000000',
      'CITIZEN 370000000000',
    );
    return fc.tuple(fc.record(values, { requiredKeys: [] }), who).map(([variables, role]) => {
      const given = names.filter((name) => name in variables);
      const types = new Map((root.field.arguments ?? []).map(({ name, type }) => [name.value, written(type)]));
      const head = given.length === 0 ? '' : `(${given.map((name) => `$${name}: ${types.get(name)}`).join(', ')})`;
      const used = given.length === 0 ? '' : `(${given.map((name) => `${name}: $${name}`).join(', ')})`;
      const text = `${root.kind} q${head} { ${root.field.name.value}${used} ${selection(root.document, root.field.type, deepest)} }`;
      return requestOf(stage, role, { query: text, variables });
    });
  });
}

function requestOf({ mint, platform }: Stage, role: string, body: object): Sent {
  const [name, division = ''] = role.split(' ');
  return {
    base: platform.urlOf('gateway'),
    method: 'POST',
    path: '/graphql',
    headers: {
      authorization: `Bearer ${mint.user('fuzz-graph', [{ role: name as 'AUDITOR', division }], randomUUID())}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  };
}

function rootFields(service: ServiceName): RootField[] {
  const sdl = repositoryFile(`services/${service}/schema.graphql`);
  if (sdl === undefined) return [];
  const document = parse(sdl);
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_EXTENSION || !['Query', 'Mutation'].includes(node.name.value)) return [];
    const kind = node.name.value === 'Query' ? 'query' : 'mutation';
    return (node.fields ?? []).map((field) => ({ service, kind, field, document }) as const);
  });
}

function argumentOf(setting: Setting, root: RootField, type: TypeNode, word: string): fc.Arbitrary<unknown> {
  if (type.kind === Kind.NON_NULL_TYPE) return argumentOf(setting, root, type.type, word);
  if (type.kind === Kind.LIST_TYPE) return fc.array(argumentOf(setting, root, type.type, word), { maxLength: 4 });
  const name = type.name.value;
  const [found] = root.document.definitions.filter((node) => 'name' in node && node.name?.value === name);
  if (found?.kind === Kind.ENUM_TYPE_DEFINITION)
    return valuesOf(setting, { enum: (found.values ?? []).map((one) => one.name.value) }, word);
  if (found?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    return fc.record(
      Object.fromEntries(
        (found.fields ?? []).map((field) => [
          field.name.value,
          argumentOf(setting, root, field.type, field.name.value),
        ]),
      ),
    );
  const noted = word === 'id' ? root.field.name.value : word;
  const schemas: Readonly<Record<string, object>> = {
    ID: { type: 'string', format: 'uuid' },
    Int: { type: 'integer' },
    Fen: { type: 'integer' },
    Float: { type: 'number' },
    Boolean: { type: 'boolean' },
  };
  const text = /division|parent|code/i.test(word)
    ? { type: 'string', pattern: '^[0-9]{12}$' }
    : /on$|asOf|from|to$/i.test(word)
      ? { type: 'string', format: 'date' }
      : { type: 'string' };
  return valuesOf(setting, schemas[name] ?? text, noted);
}

function written(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${written(type.type)}!`;
  return type.kind === Kind.LIST_TYPE ? `[${written(type.type)}]` : type.name.value;
}

/** All scalar fields of a type and those below it, without fields that need arguments. */
function selection(document: DocumentNode, type: TypeNode, depth: number): string {
  if (type.kind !== Kind.NAMED_TYPE) return selection(document, type.type, depth);
  const [found] = document.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === type.name.value,
  );
  if (found?.kind !== Kind.OBJECT_TYPE_DEFINITION) return '';
  const fields = (found.fields ?? []).filter(({ arguments: given }) => (given ?? []).length === 0);
  const parts = fields.flatMap((field) => {
    const below = selection(document, field.type, depth - 1);
    const leaf = isLeaf(document, field.type);
    if (leaf) return [field.name.value];
    return below === '' || depth === 0 ? [] : [`${field.name.value} ${below}`];
  });
  return `{ __typename ${parts.join(' ')} }`;
}

function isLeaf(document: DocumentNode, type: TypeNode): boolean {
  if (type.kind !== Kind.NAMED_TYPE) return isLeaf(document, type.type);
  if (['ID', 'String', 'Int', 'Float', 'Boolean', 'Fen'].includes(type.name.value)) return true;
  return document.definitions.some(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === type.name.value,
  );
}
