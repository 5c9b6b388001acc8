import { type DivisionRow, shortName, unitId } from './division-row.ts';

/** A division of the baseline. */
export interface BaselineUnit {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly managedBy: string;
}

/** A version that ends (OUT) or starts (IN) with a change. */
export interface ChangedUnit extends BaselineUnit {
  readonly changeId: string;
  readonly side: 'IN' | 'OUT';
  /** The code under which the unit stood before, when it goes on; empty: a new unit. */
  readonly sameUnitAs: string;
  readonly effectiveOn: string;
}

/** All versions of the province, its prefectures and counties: the baseline, run forward and back over the changes. */
export function countyHistory(baseline: readonly BaselineUnit[], changed: readonly ChangedUnit[]): DivisionRow[] {
  const open = new Map<string, DivisionRow>();
  const closed: DivisionRow[] = [];
  for (const unit of firstVersions(baseline, changed)) open.set(unit.code, firstRow(unit));
  for (const group of byChange(changed)) {
    const ended = new Map<string, DivisionRow>();
    for (const unit of group.filter((one) => one.side === 'OUT')) {
      const row = take(open, unit.code);
      row.valid_to = unit.effectiveOn;
      row.change_id_out = unit.changeId;
      ended.set(unit.code, row);
      closed.push(row);
    }
    for (const unit of group.filter((one) => one.side === 'IN')) open.set(unit.code, startedRow(unit, ended));
  }
  return [...closed, ...open.values()];
}

/** A row of the statistics table that is no legal unit: loaded so that its code is known, never counted, never a parent. */
export function statisticalZone(code: string, name: string, counties: readonly DivisionRow[]): DivisionRow {
  const row = newRow({ code, name, type: 'STATISTICAL_ZONE', managedBy: '' }, unitId(`division:${code}`));
  const prefecture = counties.find((one) => one.code === row.parent_code && one.valid_to === '');
  if (!prefecture) throw new Error(`no prefecture of ${code} in force`);
  return { ...row, short_name: name, valid_from: prefecture.valid_from, provenance: 'STATISTICS_2023' };
}

/** A code is there from the start when its first event ends it, or when no event touches it at all. */
function firstVersions(baseline: readonly BaselineUnit[], changed: readonly ChangedUnit[]): BaselineUnit[] {
  const firstEvent = new Map<string, ChangedUnit>();
  for (const unit of [...changed].sort(inOrder)) if (!firstEvent.has(unit.code)) firstEvent.set(unit.code, unit);
  const untouched = baseline.filter((unit) => !firstEvent.has(unit.code));
  return [...untouched, ...[...firstEvent.values()].filter((unit) => unit.side === 'OUT')];
}

function byChange(changed: readonly ChangedUnit[]): ChangedUnit[][] {
  const sorted = [...changed].sort(inOrder);
  return [...Map.groupBy(sorted, (unit) => unit.changeId).values()];
}

function inOrder(a: ChangedUnit, b: ChangedUnit): number {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? -1 : 1;
  if (a.changeId !== b.changeId) return a.changeId < b.changeId ? -1 : 1;
  return a.side === b.side ? 0 : a.side === 'OUT' ? -1 : 1;
}

function take(open: Map<string, DivisionRow>, code: string): DivisionRow {
  const row = open.get(code);
  if (!row) throw new Error(`no version of ${code} to end`);
  open.delete(code);
  return row;
}

function firstRow(unit: BaselineUnit): DivisionRow {
  return newRow(unit, unitId(`division:${unit.code}`));
}

function startedRow(unit: ChangedUnit, ended: ReadonlyMap<string, DivisionRow>): DivisionRow {
  const before = ended.get(unit.sameUnitAs);
  if (unit.sameUnitAs !== '' && !before) throw new Error(`${unit.changeId}: ${unit.sameUnitAs} does not end`);
  const id = before?.unit_id ?? unitId(`division:${unit.code}@${unit.changeId}`);
  return { ...newRow(unit, id), valid_from: unit.effectiveOn, change_id_in: unit.changeId };
}

function newRow(unit: BaselineUnit, id: string): DivisionRow {
  const level = unit.code.endsWith('0000000000')
    ? 'PROVINCE'
    : unit.code.endsWith('00000000')
      ? 'PREFECTURE'
      : 'COUNTY';
  const prefecture = `${unit.code.slice(0, 4)}00000000`;
  const province = `${unit.code.slice(0, 2)}0000000000`;
  const parent = level === 'PROVINCE' ? '' : level === 'PREFECTURE' || unit.managedBy !== '' ? province : prefecture;
  return {
    unit_id: id,
    code: unit.code,
    level,
    type: unit.type,
    name: unit.name,
    short_name: shortName(level, unit.name),
    parent_code: parent,
    managed_by_code: unit.managedBy,
    fiscal_parent_code: '',
    valid_from: '',
    valid_to: '',
    change_id_in: '',
    change_id_out: '',
    provenance: 'HANDBOOK',
  };
}
