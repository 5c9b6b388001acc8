import type { LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { Box, GeoJson } from '../geometry/index.ts';

/** One feature as GeoJSON has it. */
export interface Feature {
  /** Unique in its collection and the same at each call; letters, digits, dots and hyphens. */
  readonly id: string;
  /** Null where no ground is known. */
  readonly geometry: GeoJson | null;
  readonly properties: Readonly<Record<string, string | number | boolean | null>>;
}

/** Days of which one at least must lie in a feature's validity; null is an open end. */
export interface Days {
  readonly from: LegalDay | null;
  readonly to: LegalDay | null;
}

/** What a page of features is asked for. */
export interface FeatureQuestion {
  readonly box: Box | undefined;
  readonly days: Days;
  /** The id after which the page begins. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** A collection of public features; the feature that owns the records gives one. */
export interface FeatureSource {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly description: { readonly zh: string; readonly en: string };
  /** At most `limit` features in the order of their ids. */
  list(ctx: Context, question: FeatureQuestion): Promise<readonly Feature[]>;
  find(ctx: Context, id: string): Promise<Feature | undefined>;
}

/** Whether a validity (half open, null is open) has one of the days in it. */
export function holdsOn(
  { validFrom, validTo }: { readonly validFrom: LegalDay | null; readonly validTo: LegalDay | null },
  { from, to }: Days,
): boolean {
  return (
    (validFrom === null || to === null || validFrom <= to) && (validTo === null || from === null || from < validTo)
  );
}
