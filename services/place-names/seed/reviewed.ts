import { join } from 'node:path';
import type { BaselineUnit, ChangedUnit } from './county-history.ts';
import { column, readCsv } from './csv.ts';
import { dataFolder } from './data-files.ts';
import { type BackChange, type BackItem, originKey } from './project-back.ts';

/** The files that people review, read whole: the baseline, the changes, lawful counties and origins. */
export interface Reviewed {
  readonly baseline: readonly BaselineUnit[];
  readonly changed: readonly ChangedUnit[];
  readonly changes: readonly BackChange[];
  readonly lawfulCounty: ReadonlyMap<string, string>;
  readonly origins: ReadonlyMap<string, string>;
}

/** Reads the reviewed files of the data folder. */
export function readReviewed(folder: string = dataFolder): Reviewed {
  const rows = (file: string): Record<string, string>[] => readCsv(join(folder, file));
  const effectiveOn = new Map(
    rows('changes.csv').map((row) => [column(row, 'change_id'), column(row, 'effective_on')]),
  );
  const dayOf = (changeId: string): string => {
    const day = effectiveOn.get(changeId);
    if (day === undefined) throw new Error(`unknown change ${changeId}`);
    return day;
  };
  const items = Map.groupBy(rows('change-items.csv'), (row) => column(row, 'change_id'));
  return {
    baseline: rows('baseline-2013.csv').map(toBaselineUnit),
    changed: rows('change-units.csv').map((row) => toChangedUnit(row, dayOf(column(row, 'change_id')))),
    changes: [...items].map(([changeId, list]) => ({
      changeId,
      effectiveOn: dayOf(changeId),
      items: list.map(toBackItem),
    })),
    lawfulCounty: new Map(
      rows('statistical-zone-townships.csv').map((row) => [
        column(row, 'statistics_code'),
        column(row, 'lawful_county_code'),
      ]),
    ),
    origins: new Map(
      rows('township-origins.csv').map((row) => [
        originKey(column(row, 'change_id'), column(row, 'to_code').slice(0, 9)),
        column(row, 'from_code').slice(0, 9),
      ]),
    ),
  };
}

function toBaselineUnit(row: Record<string, string>): BaselineUnit {
  return {
    code: column(row, 'code'),
    name: column(row, 'name'),
    type: column(row, 'type'),
    managedBy: column(row, 'managed_by'),
  };
}

function toChangedUnit(row: Record<string, string>, effectiveOn: string): ChangedUnit {
  const side = column(row, 'side');
  if (side !== 'IN' && side !== 'OUT') throw new Error(`side ${side}`);
  const changeId = column(row, 'change_id');
  return { ...toBaselineUnit(row), changeId, side, sameUnitAs: column(row, 'same_unit_as'), effectiveOn };
}

function toBackItem(row: Record<string, string>): BackItem {
  return {
    from: column(row, 'from_code').slice(0, 6),
    to: column(row, 'to_code').slice(0, 6),
    whole: column(row, 'extent') === 'FULL' || column(row, 'remainder') === 'true',
  };
}
