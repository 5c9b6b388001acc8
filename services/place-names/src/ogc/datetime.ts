import { accept, type Decision, type LegalDay, legalDayOf, parseLegalDay, refuse } from '@mz/domain';
import type { Days } from './source.ts';

/**
 * Reads the parameter `datetime` of OGC 17-069r4 §7.15.4: a day or an instant (RFC 3339), or two of them with a slash;
 * `..` or nothing is an open end. An instant counts as its legal day.
 */
export function readDatetime(text: string): Decision<Days, 'DATETIME_INVALID'> {
  const parts = text.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) return refuse('DATETIME_INVALID');
  if (second === undefined) {
    const day = readDay(first);
    return day === undefined ? refuse('DATETIME_INVALID') : accept({ from: day, to: day });
  }
  const [from, to] = [readEnd(first), readEnd(second)];
  if (from === undefined || to === undefined || (from === null && to === null)) return refuse('DATETIME_INVALID');
  return from !== null && to !== null && from > to ? refuse('DATETIME_INVALID') : accept({ from, to });
}

function readEnd(text: string): LegalDay | null | undefined {
  return text === '' || text === '..' ? null : readDay(text);
}

const instant = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function readDay(text: string): LegalDay | undefined {
  const match = instant.exec(text);
  const day = parseLegalDay(match === null ? text : match[1]);
  if (!day.ok) return undefined;
  if (match === null) return day.value;
  const at = new Date(text.toUpperCase());
  return Number.isNaN(at.getTime()) ? undefined : legalDayOf(at);
}
