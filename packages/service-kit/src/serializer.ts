import { isFen, type SchemaNode } from './plain-schema.ts';

/** An answer that does not fit its own schema: a fault of the service, answered as INTERNAL. No value is echoed. */
export class AnswerError extends Error {
  constructor(pointer: string, expected: string) {
    super(`The answer does not fit its schema at ${pointer === '' ? 'the top' : pointer}: expected ${expected}`);
    this.name = 'AnswerError';
  }
}

/** Takes from a value what the schema declares; throws AnswerError where it does not fit. */
type Project = (value: unknown, pointer: string) => unknown;

/**
 * Compiles a response schema to a writer of JSON: undeclared fields are dropped, a missing or mistyped one throws
 * AnswerError, integers are asserted and never truncated, a Date becomes its instant.
 */
export function compileSerializer(schema: SchemaNode): (value: unknown) => string {
  const project = compile(schema);
  return (value) => JSON.stringify(project(value, '')) ?? '';
}

function compile(node: SchemaNode): Project {
  if (node.allOf !== undefined) return compileAll(node.allOf);
  if (node.anyOf !== undefined) return compileAny(node.anyOf);
  if (node.const !== undefined) return compileEnum([node.const]);
  if (node.enum !== undefined) return compileEnum(node.enum);
  switch (node.type) {
    case 'object':
      return compileObject(node);
    case 'array':
      return compileArray(node);
    case 'string':
      return projectString;
    case 'integer':
      return isFen(node) ? projectFen : projectInteger;
    case 'number':
      return projectNumber;
    case 'boolean':
      return (value, pointer) => expect(typeof value === 'boolean', value, pointer, 'boolean');
    case 'null':
      return (value, pointer) => expect(value === null, value, pointer, 'null');
    case undefined:
      return compileAnything(node);
    default:
      throw new Error(`An answer may not hold a schema of type ${node.type}`);
  }
}

// `$ref` and other keywords are not known here: passing them through would pass undeclared fields too.
function compileAnything(node: SchemaNode): Project {
  const known = ['$id', 'title', 'description', 'default', 'examples'];
  const other = Object.keys(node).find((keyword) => !known.includes(keyword));
  if (other !== undefined) throw new Error(`An answer may not hold a schema with ${other}`);
  return (value) => value;
}

function compileObject(node: SchemaNode): Project {
  const required = new Set(node.required ?? []);
  const fields = Object.entries(node.properties ?? {}).map(([name, child]) => ({
    name,
    project: compile(child),
    required: required.has(name),
  }));
  const rest = restOf(node);
  const declared = new Set(fields.map(({ name }) => name));
  return (value, pointer) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new AnswerError(pointer, 'object');
    const source = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const { name, project, required: needed } of fields) {
      const own = source[name];
      if (own !== undefined) result[name] = project(own, `${pointer}/${name}`);
      else if (needed) throw new AnswerError(`${pointer}/${name}`, 'a value');
    }
    if (rest !== undefined) addRest(source, { result, declared, rest, pointer });
    return result;
  };
}

// Only a record, or an object that declares `additionalProperties`, passes fields beyond its own.
function restOf(node: SchemaNode): Project | undefined {
  const [pattern] = Object.values(node.patternProperties ?? {});
  if (pattern !== undefined) return compile(pattern);
  if (node.additionalProperties === true) return (value) => value;
  return typeof node.additionalProperties === 'object' ? compile(node.additionalProperties) : undefined;
}

function addRest(
  source: Record<string, unknown>,
  to: { result: Record<string, unknown>; declared: ReadonlySet<string>; rest: Project; pointer: string },
): void {
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && !to.declared.has(name)) to.result[name] = to.rest(value, `${to.pointer}/${name}`);
  }
}

function compileArray(node: SchemaNode): Project {
  const { items } = node;
  const each = Array.isArray(items) ? items.map(compile) : compile((items as SchemaNode | undefined) ?? {});
  return (value, pointer) => {
    if (!Array.isArray(value)) throw new AnswerError(pointer, 'array');
    if (!Array.isArray(each)) return value.map((item, index) => each(item, `${pointer}/${index}`));
    if (each.length !== value.length) throw new AnswerError(pointer, `${each.length} items`);
    return each.map((project, index) => project(value[index], `${pointer}/${index}`));
  };
}

function compileAny(branches: readonly SchemaNode[]): Project {
  // Literals are looked up: trying one after the other would make an error for each that it is not.
  const literals = branches.flatMap((branch) => (branch.const === undefined ? [] : [branch.const]));
  if (literals.length === branches.length) return compileEnum(literals);
  const projects = branches.map(compile);
  const nullable = branches.some(({ type }) => type === 'null');
  const [only] = branches.flatMap((branch, index) => (branch.type === 'null' ? [] : [projects[index]]));
  if (nullable && branches.length === 2 && only !== undefined) {
    return (value, pointer) => (value === null ? null : only(value, pointer));
  }
  return (value, pointer) => {
    for (const project of projects) {
      const result = attempt(project, value, pointer);
      if (result !== undefined) return result.value;
    }
    throw new AnswerError(pointer, 'one of the permitted forms');
  };
}

function attempt(project: Project, value: unknown, pointer: string): { value: unknown } | undefined {
  try {
    return { value: project(value, pointer) };
  } catch (error) {
    if (error instanceof AnswerError) return undefined;
    throw error;
  }
}

function compileAll(parts: readonly SchemaNode[]): Project {
  const projects = parts.map(compile);
  return (value, pointer) => Object.assign({}, ...projects.map((project) => project(value, pointer)));
}

function compileEnum(values: readonly unknown[]): Project {
  const known = new Set(values);
  const expected = values.join(' | ');
  return (value, pointer) => expect(known.has(value), value, pointer, expected);
}

function projectString(value: unknown, pointer: string): unknown {
  if (value instanceof Date) return value.toISOString();
  return expect(typeof value === 'string', value, pointer, 'string');
}

function projectInteger(value: unknown, pointer: string): unknown {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return expect(Number.isSafeInteger(number), number, pointer, 'safe integer');
}

function projectFen(value: unknown, pointer: string): unknown {
  return expect(Number.isSafeInteger(value), value, pointer, 'whole fen');
}

function projectNumber(value: unknown, pointer: string): unknown {
  return expect(Number.isFinite(value), value, pointer, 'number');
}

function expect(holds: boolean, value: unknown, pointer: string, expected: string): unknown {
  if (!holds) throw new AnswerError(pointer, expected);
  return value;
}
