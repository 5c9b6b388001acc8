import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import type { Polygons } from './polygons.ts';

/** What the reads of this feature work with. */
export interface GeometryReader {
  readonly kit: AppKit;
  readonly tables: CodeTables;
  readonly polygons: Polygons;
}
