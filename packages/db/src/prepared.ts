import type { Compilable, CompiledQuery } from 'kysely';

/**
 * Compiles a query once, for a path that is taken often: building and compiling cost more than sending. The query is built
 * with any values; each call gives its own in the order of the placeholders, and all of them.
 */
export function prepared<T, V extends readonly unknown[]>(query: Compilable<T>): (...values: V) => CompiledQuery<T> {
  const compiled = query.compile();
  return (...values) => {
    if (values.length !== compiled.parameters.length)
      throw new Error(`A statement of ${compiled.parameters.length} placeholders was given ${values.length} values`);
    return { ...compiled, parameters: values };
  };
}

/**
 * The same for a query whose text depends on which filters are given: compiled once for each set of them. `build` asks which
 * there are, and gives each that is there one placeholder, in the order in which calls name them.
 */
export function preparedShapes<T, K extends string>(
  build: (has: (filter: K) => boolean) => Compilable<T>,
): (filters: Readonly<Partial<Record<K, unknown>>>) => CompiledQuery<T> {
  const shapes = new Map<string, (...values: readonly unknown[]) => CompiledQuery<T>>();
  return (filters) => {
    const given = Object.entries(filters).filter(([, value]) => value !== undefined);
    const names = new Set(given.map(([name]) => name));
    const shape = [...names].join();
    const known = shapes.get(shape) ?? prepared<T, readonly unknown[]>(build((filter) => names.has(filter)));
    shapes.set(shape, known);
    return known(...given.map(([, value]) => value));
  };
}
