import type { CompiledQuery } from 'kysely';
import { toParameter } from './values.ts';

// Quoted text and quoted names first, so that a `$1` inside them is left alone.
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g;

/** Writes a compiled query with its values as literals, for COPY, which takes no parameters. */
export function inlineParameters(
  query: Pick<CompiledQuery, 'sql' | 'parameters'>,
  quote: (value: string) => string,
): string {
  return query.sql.replace(token, (match, number?: string) => {
    if (number === undefined) return match;
    const value = toParameter(query.parameters[Number(number) - 1]);
    if (value === null) return 'null';
    if (typeof value !== 'string') throw new TypeError('A query for COPY takes text, numbers, days and booleans only');
    return quote(value);
  });
}
