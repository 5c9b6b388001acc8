import type { KeptPlace } from '@mz/file-transport';

/** The number of the file that a copy is of; undefined for a name that this service gives to none. */
export function copiedFileNo(place: KeptPlace, name: string): string | undefined {
  // What was taken stands under its number and what it holds, so that the same number twice has two places.
  const form =
    place === 'HANDED_OVER' ? /^([A-Z0-9_-]{1,80})\.jwe$/ : /^([A-Z0-9_-]{1,80})\.([0-9a-f]{16}|too-large)\.jwe$/;
  return form.exec(name)?.[1];
}
