import type { AddressLevel } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import type { CityShape } from './city-map.ts';

/** L1 to L11. */
export type AddressLevelName = Static<typeof AddressLevel>;

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
  /** ADDRESS: the query is a written address and nothing was searched. */
  readonly parsedAs: 'NAME' | 'ADDRESS';
  /** Nothing matched inside the parent that was written. */
  readonly parentIgnored: boolean;
}

/** One part of an address, from the province to the room. */
export interface AddressPart {
  readonly level: AddressLevelName;
  /** As written; null when it was inferred. */
  readonly given: string | null;
  readonly text: string;
  readonly code: string | null;
  readonly translated: boolean;
}

/** A written address as a page shows it. */
export interface ReadAddress {
  readonly standard: string;
  readonly code: string | null;
  readonly elements: readonly AddressPart[];
  readonly candidates: readonly { readonly code: string; readonly label: string }[];
  readonly remarks: readonly { readonly detail: string; readonly places: readonly { readonly label: string }[] }[];
  readonly rest: string;
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
  /** Reads a written address; refuses one that contradicts itself. */
  address(ctx: Context, text: string): Promise<ReadAddress>;
  /** Outlines of the prefecture-level cities on a day; none where no polygons are loaded. */
  cities(ctx: Context, asOf: string): Promise<readonly CityShape[]>;
}
