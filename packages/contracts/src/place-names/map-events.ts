import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Id } from '../shapes.ts';

/** A sheet of the map library came into use; secret sheets are told to nobody (place-names.md §10). */
export const mapSheetPublished = defineEvent({
  name: 'map-sheet.published',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A sheet of the map library came into use',
  payload: Type.Object({
    sheetId: Id,
    sheetNo: Type.String(),
    denominator: Type.Integer(),
    editionYear: Type.Integer(),
  }),
});
