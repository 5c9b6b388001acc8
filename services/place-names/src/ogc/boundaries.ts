import type { LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { publicLines, publicMarkers } from '../boundaries/index.ts';
import { geometryMeetsBox } from '../geometry/index.ts';
import type { Days, Feature, FeatureQuestion, FeatureSource } from './source.ts';

/** Public outlines of boundary lines: a rounded course, no survey result. */
export function lineSource(kit: AppKit): FeatureSource {
  return ofOneDay(kit, {
    id: 'boundary-lines',
    title: { zh: '行政区域界线', en: 'Boundary lines' },
    description: {
      zh: '界线的公开概略走向；给出一段时间时，取其最后一日',
      en: 'Public outlines of boundary lines; of an interval its last day is shown',
    },
    read: async (day) =>
      (await publicLines(kit, day)).map(({ outline, asOf: _, ...line }) => ({
        id: line.lineCode,
        geometry: outline,
        properties: { ...line, sketch: true },
      })),
  });
}

/** Public places of boundary markers, rounded. */
export function markerSource(kit: AppKit): FeatureSource {
  return ofOneDay(kit, {
    id: 'markers',
    title: { zh: '界桩', en: 'Boundary markers' },
    description: {
      zh: '界桩的公开概略位置；给出一段时间时，取其最后一日',
      en: 'Public rounded places of boundary markers; of an interval its last day is shown',
    },
    read: async (day) =>
      (await publicMarkers(kit, day)).map(({ markerCode, lineCode, lon, lat }) => ({
        id: markerCode,
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: { markerCode, lineCode, sketch: true },
      })),
  });
}

type OneDay = Pick<FeatureSource, 'id' | 'title' | 'description'> & {
  /** All features of a day: some hundred lines and thousand markers in the whole province (place-names.md §13). */
  read(day: LegalDay): Promise<Feature[]>;
};

function ofOneDay(kit: AppKit, { read, ...source }: OneDay): FeatureSource {
  return {
    ...source,
    async list(_, question) {
      const found = await read(lastDay(question.days, kit.clock.today()));
      return found
        .filter((feature) => isAsked(feature, question))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, question.limit);
    },
    async find(_, id) {
      return (await read(kit.clock.today())).find((feature) => feature.id === id);
    },
  };
}

function lastDay({ from, to }: Days, today: LegalDay): LegalDay {
  if (to !== null) return to;
  return from !== null && from > today ? from : today;
}

function isAsked({ id, geometry }: Feature, { after, box }: FeatureQuestion): boolean {
  if (after !== undefined && id <= after) return false;
  return box === undefined || (geometry !== null && geometryMeetsBox(geometry, box));
}
