import type { ServiceName } from '@mz/contracts';
import type { Fault, FederationContext, SubgraphAnswer, SubgraphClient } from './call.ts';
import { type EntityFetch, keyAlias, type Plan, type RootFetch } from './plan.ts';

/** What was gathered for some root fields, by response key. */
export interface Gathered {
  readonly data: Record<string, unknown>;
  readonly faults: Fault[];
}

/** Most entities that one call may ask for. */
export const mostRepresentations = 2_000;

type Path = readonly (string | number)[];
type Bag = Record<string | number, unknown>;

/** The way to an object, read from its end: only a fault wants the whole of it. */
interface Step {
  readonly key: string | number;
  readonly from: Step | undefined;
}

/** An object of the answer and where it hangs. */
interface Place {
  readonly parent: Bag;
  readonly key: string | number;
  readonly value: Bag;
  readonly step: Step;
}

interface Run {
  readonly plan: Plan;
  readonly client: SubgraphClient;
  readonly context: FederationContext;
  readonly gathered: Gathered;
}

/** Asks the services level by level: at each level every service once, all at the same time. */
export async function gather(
  roots: readonly RootFetch[],
  { plan, client, context }: Omit<Run, 'gathered'>,
): Promise<Gathered> {
  const run: Run = { plan, client, context, gathered: { data: {}, faults: [] } };
  await Promise.all(roots.map((root) => fetchRoot(run, root)));
  let level = roots.flatMap(({ next }) => next);
  while (level.length > 0) {
    const services = Map.groupBy(level, ({ service }) => service);
    await Promise.all([...services].map(([service, fetches]) => fetchEntities(run, service, fetches)));
    level = level.flatMap(({ next }) => next);
  }
  return run.gathered;
}

async function fetchRoot(run: Run, root: RootFetch): Promise<void> {
  const { definitions, values } = variablesOf(run, root.variables);
  const query = `${run.plan.kind}${definitions.length > 0 ? `(${definitions.join(', ')})` : ''} ${root.selection}`;
  const { data, faults } = await run.client.ask(root.service, { query, variables: values }, run.context);
  Object.assign(run.gathered.data, data);
  for (const fault of faults) {
    const paths = fault.path === undefined ? root.keys.map((key) => [key]) : [fault.path];
    for (const path of paths) run.gathered.faults.push({ ...fault, path });
  }
}

/** A fetch with the objects that it is for, each entity once. */
interface Wanted {
  readonly fetch: EntityFetch;
  readonly representations: readonly object[];
  /** Places of each representation. */
  readonly places: readonly (readonly Place[])[];
}

async function fetchEntities(run: Run, service: ServiceName, fetches: readonly EntityFetch[]): Promise<void> {
  const wanted = fetches
    .map((fetch) => wantedOf(run, fetch))
    .filter(({ representations }) => representations.length > 0);
  if (wanted.length === 0) return;
  const count = wanted.reduce((sum, { representations }) => sum + representations.length, 0);
  const answer =
    count > mostRepresentations
      ? { data: {}, faults: [run.context.tooCostly(mostRepresentations)] }
      : await run.client.ask(service, questionOf(run, wanted), run.context);
  for (const [index, one] of wanted.entries()) merge(run, one, { alias: `e${index}`, answer });
}

function questionOf(run: Run, wanted: readonly Wanted[]): { query: string; variables: Record<string, unknown> } {
  const { definitions, values } = variablesOf(run, [...new Set(wanted.flatMap(({ fetch }) => fetch.variables))]);
  const lists = wanted.map((_, index) => `$_r${index}: [_Any!]!`);
  const fields = wanted.map(
    ({ fetch }, index) =>
      `e${index}: _entities(representations: $_r${index}) { ... on ${fetch.type} ${fetch.selection} }`,
  );
  const representations = wanted.map((one, index) => [`_r${index}`, one.representations]);
  return {
    query: `query(${[...lists, ...definitions].join(', ')}) { ${fields.join(' ')} }`,
    variables: { ...values, ...Object.fromEntries(representations) },
  };
}

function wantedOf(run: Run, fetch: EntityFetch): Wanted {
  const byKey = Map.groupBy(
    collect(run.gathered.data, fetch.path).filter(
      ({ value }) => value[keyAlias] !== undefined && value[keyAlias] !== null,
    ),
    ({ value }) => value[keyAlias],
  );
  return {
    fetch,
    representations: [...byKey.keys()].map((key) => ({ __typename: fetch.type, [fetch.key]: key })),
    places: [...byKey.values()],
  };
}

/** Puts what was answered into each object; what is missing or refused has its errors at the object's own path. */
function merge(
  run: Run,
  { fetch, places }: Wanted,
  { alias, answer }: { alias: string; answer: SubgraphAnswer },
): void {
  const entities = answer.data[alias];
  for (const [index, group] of places.entries()) {
    const entity: unknown = Array.isArray(entities) ? entities[index] : undefined;
    const whole =
      answer.faults.length === 0
        ? answer.faults
        : answer.faults.filter(({ path }) => path === undefined || concerns(path, [alias, index]));
    for (const place of group) {
      if (typeof entity === 'object' && entity !== null) Object.assign(place.value, entity);
      else if (fetch.home) place.parent[place.key] = null;
      for (const fault of whole) run.gathered.faults.push(...placed(fault, fetch, place));
    }
  }
}

/** A fault belongs to an entity when it lies in it, or took the whole list with it. */
function concerns(path: Path, [alias, index]: readonly [string, number]): boolean {
  return path[0] === alias && (path[1] === undefined || Number(path[1]) === index);
}

function placed(fault: Fault, fetch: EntityFetch, place: Place): Fault[] {
  const rest = fault.path?.slice(2) ?? [];
  const path = pathTo(place.step);
  if (rest.length > 0) return [{ ...fault, path: [...path, ...rest] }];
  if (fetch.home) return [{ ...fault, path }];
  return fetch.keys.map((key) => ({ ...fault, path: [...path, key] }));
}

function pathTo({ key, from }: Step): Path {
  return from === undefined ? [key] : [...pathTo(from), key];
}

/** The objects at a path of response keys; lists in between are walked. */
function collect(data: Bag, path: readonly string[]): Place[] {
  const places: Place[] = [];
  function walk(parent: Bag, step: Step, depth: number): void {
    const value = parent[step.key];
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (let key = 0; key < value.length; key += 1) walk(value as unknown as Bag, { key, from: step }, depth);
      return;
    }
    const next = path[depth];
    if (next === undefined) places.push({ parent, key: step.key, value: value as Bag, step });
    else walk(value as Bag, { key: next, from: step }, depth + 1);
  }
  const [first] = path;
  if (first !== undefined) walk(data, { key: first, from: undefined }, 1);
  return places;
}

function variablesOf(run: Run, names: readonly string[]): { definitions: string[]; values: Record<string, unknown> } {
  const given = run.context.variables;
  return {
    definitions: names.flatMap((name) => run.plan.variables.get(name) ?? []),
    values: Object.fromEntries(names.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]])),
  };
}
