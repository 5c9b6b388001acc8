import type { DivisionVersion, LegalDay } from '@mz/domain';
import type { Db } from '../app-kit.ts';
import type { Parameters } from '../parameters/index.ts';

/** What the indicators are counted for: a division with its counties, on a snapshot day, in the year up to it. */
export interface Snapshot {
  readonly asOf: LegalDay;
  /** First day of the year and of the quarter of the snapshot. */
  readonly yearFrom: LegalDay;
  readonly quarterFrom: LegalDay;
  /** The county table that is valid on the day. */
  readonly counties: readonly DivisionVersion[];
  readonly parameters: Parameters;
  /** The last day on which a report is in time that was entrusted on a day. */
  dueOf(entrustedOn: LegalDay): LegalDay;
  /** The region group of a county; undefined where the province has set none. */
  groupOf(divisionCode: string): string | undefined;
}

/** What counted in a county, at an agency or by itself, and of how many. */
export interface CountRow {
  readonly divisionCode: string;
  readonly title: string;
  readonly reached: number;
  readonly of: number | null;
}

/** A figure as it is shown: null where it is hidden. */
export interface Figure {
  readonly reached: number | null;
  readonly of: number | null;
}

/** An indicator whose small counts are hidden: its total is no sum of what is shown. */
export interface ShownCounts {
  readonly total: Figure;
  readonly rows: readonly (Figure & { readonly divisionCode: string; readonly title: string })[];
  readonly parts: readonly (Figure & { readonly name: string })[];
}

/** A sum beside the total: a group, a level, a delay. */
export interface Part {
  readonly name: string;
  readonly reached: number;
  readonly of: number | null;
  /** The target of this part alone, in hundredths of a percent. */
  readonly targetBp?: number;
}

/** An indicator as the rows give it; its total is the sum of its rows. */
export interface Counted {
  readonly rows: readonly CountRow[];
  readonly parts?: readonly Part[];
}

/** Counts one indicator. */
export type Source = (db: Db, snapshot: Snapshot) => Promise<Counted>;
