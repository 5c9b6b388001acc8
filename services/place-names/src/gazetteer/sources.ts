import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import type { CityShape } from './city-map.ts';

/** A found division or place, as far as a page shows it. */
export interface FoundName {
  /** Of a place its standard name. */
  readonly id: string;
  readonly kind: 'DIVISION' | 'PLACE';
  /** Of a place the division that contains it. */
  readonly code: string;
  readonly name: string;
  /** The name with its parents before it. */
  readonly label: string;
  readonly pinyin: string;
  /** The former name that met the query. */
  readonly former: string | null;
}

/** A page of found names, the best first. */
export interface FoundNames {
  readonly items: readonly FoundName[];
  readonly page: number;
  readonly hasMore: boolean;
}

/** What the pages are made from. */
export interface GazetteerSources {
  readonly kit: AppKit;
  readonly tables: CodeTables;
  /** The search of names; refuses a text that is too long. */
  find(
    ctx: Context,
    question: { readonly q: string; readonly page: number; readonly size: number },
  ): Promise<FoundNames>;
  /** Outlines of the prefecture-level cities on a day; none where no polygons are loaded. */
  cities(ctx: Context, asOf: string): Promise<readonly CityShape[]>;
}
