/** Somebody of staff or committee who is kin of the family. */
export type Kin = { readonly personId: string; readonly office: string };

/**
 * Who of the kin that matching found was not stated by the family (handbook §5.3). `same` gives one id for all ids of a
 * person, so that a statement under an alias counts.
 */
export function unfiledKin(found: readonly Kin[], stated: readonly string[], same: ReadonlyMap<string, string>): Kin[] {
  const one = (id: string): string => same.get(id) ?? id;
  const filed = new Set(stated.map(one));
  return found.filter(({ personId }) => !filed.has(one(personId)));
}

/** A hit freezes its case until two people of the county have cleared it. */
export function freezes(hits: readonly { readonly state: string }[]): boolean {
  return hits.some(({ state }) => state !== 'CLEARED');
}
