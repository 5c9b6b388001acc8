import { join } from 'node:path';
import type { ChangeDraft } from '@mz/contracts';
import { describe, expect, it } from 'vitest';
import { column, readCsv } from '../seed/csv.ts';
import { csvHistory } from '../seed/csv-history.ts';
import { dataFolder } from '../seed/data-files.ts';
import { baseOf, type HeldVersion } from '../src/changes/base.ts';
import { mapBelow } from '../src/changes/map-below.ts';
import { type PlannedVersion, planChange } from '../src/changes/plan.ts';
import { checkChange } from '../src/changes/rules.ts';

const { versions, items } = csvHistory('2014-01-01T00:00:00Z');
const rows: HeldVersion[] = versions.map((version, index) => ({ ...version, versionId: index + 1 }));
const changes = new Map(readCsv(join(dataFolder, 'changes.csv')).map((row) => [column(row, 'change_id'), row]));
const unitRows = readCsv(join(dataFolder, 'change-units.csv'));

/** A loaded change as somebody would enter it. */
function draftOf(changeId: string): ChangeDraft {
  const row = changes.get(changeId) ?? {};
  const own = items.filter((item) => item.changeId === changeId);
  const reviewed = own.filter((item) => item.fromCode.endsWith('000000'));
  const shares = Map.groupBy(reviewed, (item) => item.fromCode);
  return {
    correctsId: changeId,
    kinds: ['RECODE'],
    title: column(row, 'title'),
    authority: 'STATE_COUNCIL',
    docNo: '国函〔2014〕1号',
    approvedOn: column(row, 'approved_on'),
    effectiveOn: column(row, 'effective_on'),
    effectiveDayInLetter: true,
    items: reviewed.map(({ fromCode, toCode, extent, partUnits, remainder }) => ({
      fromCode,
      toCode,
      extent,
      partUnits: [...partUnits],
      remainder,
      populationShare: 1 / (shares.get(fromCode)?.length ?? 1),
    })),
    units: unitRows
      .filter((unit) => unit.change_id === changeId)
      .map((unit) => ({
        side: unit.side === 'IN' ? ('IN' as const) : ('OUT' as const),
        code: column(unit, 'code'),
        ...(unit.side === 'IN' ? { name: column(unit, 'name') } : {}),
        ...(unit.managed_by ? { managedByCode: unit.managed_by } : {}),
        ...(unit.same_unit_as ? { sameUnitAs: unit.same_unit_as } : {}),
      })),
    mapping: [],
  };
}

/** What stands in the files of a change: its rows without identities, which a new unit gets anew. */
function shownRows(list: readonly PlannedVersion[], changeId: string): string[] {
  return list
    .filter((row) => row.changeIdIn === changeId || row.changeIdOut === changeId)
    .map(
      (row) =>
        `${row.code} ${row.name} ${row.parentCode} ${row.managedByCode ?? ''} ${row.validFrom} ${row.validTo} ${row.type}`,
    )
    .sort();
}

function around(draft: ChangeDraft): HeldVersion[] {
  const prefixes = new Set(
    [...draft.items.flatMap((item) => [item.fromCode, item.toCode]), ...draft.units.map((unit) => unit.code)].map(
      (code) => code.slice(0, 6),
    ),
  );
  const prefectures = [...prefixes].filter((prefix) => prefix.endsWith('00')).map((prefix) => prefix.slice(0, 4));
  return rows.filter(
    (row) =>
      prefixes.has(row.code.slice(0, 6)) || (row.level === 'COUNTY' && prefectures.includes(row.code.slice(0, 4))),
  );
}

let serial = 0;
const identity = (changeId: string) => ({
  changeId,
  newId: () => {
    serial += 1;
    return `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  },
});

describe('the rule of §4.2 on the real changes: planned anew, each gives the loaded rows at every level', () => {
  it.each(['CH-03', 'CH-05', 'CH-06', 'CH-07', 'CH-08', 'CH-09', 'CH-10', 'CH-11', 'CH-12', 'CH-13', 'CH-15'])(
    '%s by the default mapping alone',
    (changeId) => {
      const draft = draftOf(changeId);
      const base = baseOf({ effectiveOn: draft.effectiveOn, rows: around(draft), sameDay: [], correctsId: changeId });
      expect(checkChange(draft, base)).toEqual([]);
      const { plan, faults } = planChange(draft, base, identity(changeId));
      expect(faults).toEqual([]);
      expect(shownRows(plan.insert, changeId)).toEqual(shownRows(base.withdrawn, changeId));
      const map = (list: typeof items) => list.map((one) => `${one.fromCode} ${one.toCode} ${one.extent}`).sort();
      expect(map(plan.codeMap)).toEqual(map(items.filter((item) => item.changeId === changeId)));
    },
  );

  it.each(['CH-04', 'CH-14', 'CH-16', 'CH-17'])('%s with the reviewed codes as its mapping', (changeId) => {
    const loaded = items.filter((item) => item.changeId === changeId);
    const below = loaded.filter((item) => !item.fromCode.endsWith('000000'));
    const draft = { ...draftOf(changeId), mapping: below.map(({ fromCode, toCode }) => ({ fromCode, toCode })) };
    const base = baseOf({ effectiveOn: draft.effectiveOn, rows: around(draft), sameDay: [], correctsId: changeId });
    expect(checkChange(draft, base)).toEqual([]);
    const { plan, faults } = planChange(draft, base, identity(changeId));
    expect(faults).toEqual([]);
    expect(shownRows(plan.insert, changeId)).toEqual(shownRows(base.withdrawn, changeId));
  });

  it('settled reading 6: the rule proposes 106 for CH-17, and the mapping of the draft makes it 105', () => {
    const draft = draftOf('CH-17');
    const base = baseOf({ effectiveOn: draft.effectiveOn, rows: around(draft), sameDay: [], correctsId: 'CH-17' });
    const codeOf = (mapping: ChangeDraft['mapping']) =>
      mapBelow({ ...draft, mapping }, base).moved.find(({ version }) => version.code === '370686106000')?.toCode;
    expect(codeOf([])).toBe('370611106000');
    expect(codeOf([{ fromCode: '370686106000', toCode: '370611105000' }])).toBe('370611105000');
  });
});

describe('collisions', () => {
  const version = (code: string, level: HeldVersion['level'], more: Partial<HeldVersion> = {}): HeldVersion => ({
    versionId: Number(code.slice(2)),
    unitId: code,
    code,
    level,
    type: 'TOWN',
    name: `${code}镇`,
    shortName: code,
    parentCode: '370000000000',
    validFrom: null,
    validTo: null,
    recordedAt: '2014-01-01T00:00:00Z',
    provenance: 'TEST',
    codeStatus: 'FINAL',
    ...more,
  });
  const whole = (fromCode: string, toCode: string) => ({
    fromCode,
    toCode,
    extent: 'FULL' as const,
    partUnits: [],
    remainder: false,
    populationShare: 1,
  });
  const merge = {
    items: [whole('370124000000', '370124000000'), whole('370126000000', '370124000000')],
    units: [{ side: 'OUT' as const, code: '370126000000' }],
    mapping: [],
  };
  const moves = (list: readonly HeldVersion[]): string[] =>
    mapBelow(merge, baseOf({ effectiveOn: '2014-06-01', rows: list, sameDay: [] })).moved.map(
      (one) => `${one.version.code.slice(4)} → ${one.toCode.slice(4)}`,
    );

  it('a merge keeps the codes of the county whose code is kept; the others get the next free number of their class', () => {
    const list = [
      version('370124101000', 'TOWNSHIP'),
      version('370124104000', 'TOWNSHIP'),
      version('370124001000', 'TOWNSHIP'),
      version('370126101000', 'TOWNSHIP'),
      version('370126102000', 'TOWNSHIP'),
      version('370126001000', 'TOWNSHIP'),
      version('370126101201', 'VILLAGE'),
    ];
    expect(moves(list)).toEqual([
      '26001000 → 24002000',
      '26101000 → 24105000',
      '26102000 → 24102000',
      '26101201 → 24105201',
    ]);
  });

  it('a code that somebody bore once is not given to other ground, but to the unit that bore it', () => {
    const ended = { validTo: '2010-01-01' };
    const freed = version('370124101000', 'TOWNSHIP', ended);
    expect(moves([freed, version('370126101000', 'TOWNSHIP')])).toEqual(['26101000 → 24102000']);
    const own = version('370124101000', 'TOWNSHIP', { ...ended, unitId: '370126101000' });
    expect(moves([own, version('370126101000', 'TOWNSHIP')])).toEqual(['26101000 → 24101000']);
  });

  it('a full class gives no code: MAPPING_INVALID names the unit', () => {
    const list = [version('370124199000', 'TOWNSHIP'), version('370126199000', 'TOWNSHIP')];
    const { faults } = mapBelow(merge, baseOf({ effectiveOn: '2014-06-01', rows: list, sameDay: [] }));
    expect(faults).toEqual([{ code: 'MAPPING_INVALID', pointer: '/body/mapping', detail: '370126199000' }]);
  });
});
