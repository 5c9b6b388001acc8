import type { DocumentedOperation } from './operations.ts';
import { parsed } from './send.ts';

/** Lists that show more than the caller's own place on purpose, each with the reason. */
const openLists: Readonly<Record<string, string>> = {
  'standards.list': 'standards are public',
  'parameters.list': 'parameters are public',
  'agreements.list': 'an agreement of the province serves every county',
};

/** Whether an operation lists records of places. */
export function isList({ id, service, method, path }: DocumentedOperation): boolean {
  return method === 'GET' && !path.includes('{') && service !== 'place-names' && openLists[id] === undefined;
}

/** Places in a list's answer that lie outside the caller's own. */
export function foreignItems(text: string, division: string): string[] {
  const reach = division.replace(/(?:000|00)+$/, (zeros) => (zeros.length === 12 ? zeros : ''));
  const found = new Set<string>();
  collect(parsed(text), found);
  return [...found].filter((code) => !code.startsWith(reach));
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      if (name === 'divisionCode' && typeof one === 'string') found.add(one);
      collect(one, found);
    }
  }
}
