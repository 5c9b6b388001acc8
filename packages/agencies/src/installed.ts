import { type AgencyCatalogue, readCatalogue } from './catalogue.ts';

const folder = new URL('../catalogue/', import.meta.url);
let installed: AgencyCatalogue | undefined;

/** The agencies of this installation, read once; throws CatalogueError. */
export function agencies(): AgencyCatalogue {
  installed ??= readCatalogue(folder);
  return installed;
}

/** The items of an agency; undefined for an unknown one. */
export function itemsOfAgency(code: string): readonly string[] | undefined {
  const agency = agencies().find(code);
  return agency === undefined ? undefined : Object.keys(agency.items);
}
