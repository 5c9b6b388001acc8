import type { ErrorEntry } from '@mz/contracts';
import { commonErrors, type ServiceDefinition } from '@mz/service-kit';

/** One code of the platform and who answers it; `all` for the kit's own. */
export interface OwnedError {
  readonly code: string;
  readonly entry: ErrorEntry;
  readonly services: readonly string[];
}

/** All codes in alphabetical order; `conflicts` are codes that two services declare with another status or title. */
export function describeErrors(definitions: readonly Pick<ServiceDefinition, 'name' | 'errors'>[]): {
  errors: OwnedError[];
  conflicts: string[];
} {
  const found = new Map<string, { entry: ErrorEntry; services: string[] }>();
  const conflicts = new Set<string>();
  const catalogues = [{ name: 'all', errors: commonErrors }, ...definitions];
  for (const { name, errors } of catalogues) {
    for (const [code, entry] of Object.entries<ErrorEntry>(errors)) {
      const known = found.get(code);
      if (known === undefined) found.set(code, { entry, services: [name] });
      else {
        known.services.push(name);
        if (!same(known.entry, entry)) conflicts.add(code);
      }
    }
  }
  const errors = [...found].map(([code, { entry, services }]) => ({ code, entry, services }));
  return { errors: errors.sort((a, b) => (a.code < b.code ? -1 : 1)), conflicts: [...conflicts].sort() };
}

function same(a: ErrorEntry, b: ErrorEntry): boolean {
  return a.status === b.status && a.zh === b.zh && a.en === b.en;
}
