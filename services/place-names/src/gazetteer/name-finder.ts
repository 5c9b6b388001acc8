import { fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTable, CodeTables } from '../divisions/index.ts';
import { listNamesLike } from './queries.ts';
import type { FoundName, GazetteerSources } from './sources.ts';

type Version = CodeTable['versions'][number];

/** Names by how they begin: divisions of the code table in memory, then public places. */
export function nameFinder(kit: AppKit, tables: CodeTables): GazetteerSources['find'] {
  return async (ctx, { q, page, size }) => {
    const text = q.replace(/\s/g, '');
    if (text.length < 1 || text.length > 50) throw fail('INPUT_INVALID', { pointer: '/query/q' });
    const table = await tables.current(ctx);
    const divisions = divisionsLike(table, text, kit.clock.today());
    const start = (page - 1) * size;
    const shown = divisions.slice(start, start + size);
    const [limit, offset] = [size + 1 - shown.length, Math.max(0, start - divisions.length)];
    const places = await kit.read(ctx, (db) => listNamesLike(db, text, { limit, offset }));
    const items = [
      ...shown,
      ...places.map(({ placeId: id, divisionCode: code, name, pinyin }): FoundName => {
        return { id, kind: 'PLACE', code, name, label: name, pinyin, former: null };
      }),
    ];
    const hasMore = items.length > size || start + size < divisions.length;
    return { items: items.slice(0, size), page, hasMore };
  };
}

function divisionsLike(table: CodeTable, text: string, today: string): FoundName[] {
  const inForce = table.versions.filter(
    ({ supersededAt, validFrom, validTo, type }) =>
      supersededAt === undefined &&
      type !== 'STATISTICAL_ZONE' &&
      (validFrom ?? '') <= today &&
      (validTo === null || today < validTo),
  );
  return inForce
    .filter(({ name }) => name.startsWith(text))
    .sort((a, b) => a.name.length - b.name.length || (a.code < b.code ? -1 : 1))
    .map((version) => foundOf(table, version, today));
}

function foundOf(table: CodeTable, { code, name, unitId, pinyin = '' }: Version, today: string): FoundName {
  const held = table.history.ancestors(code, today);
  const above = held.ok ? held.value.filter(({ level }) => level !== 'PROVINCE').map((one) => one.name) : [];
  const label = [...above.reverse(), name].join('');
  return { id: unitId, kind: 'DIVISION', code, name, label, pinyin, former: null };
}
