import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';

/** What the features about names work with: the kit and the code table. */
export interface NameKit {
  readonly kit: AppKit;
  readonly tables: CodeTables;
}
