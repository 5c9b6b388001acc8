/** Words of the platform and ids: whatever else a caller wrote into a filter may be somebody's number. */
const harmless = /^([A-Z][A-Z_]{0,39}|true|false|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A filter as the log keeps it: its names with their words, in the order of the names; `*` for what is no word. */
export function filterText(filter: Readonly<Record<string, unknown>>): string {
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${harmless.test(String(value)) ? String(value) : '*'}`)
    .sort()
    .join('&');
}
