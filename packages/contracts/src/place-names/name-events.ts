import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Day, DivisionCode, Id } from '../shapes.ts';

const payload = Type.Object({
  placeId: Id,
  featureId: Id,
  name: Type.String(),
  pinyin: Type.String(),
  categoryCode: Type.String(),
  divisionCode: DivisionCode,
  /** The name before; null for a new one. */
  formerName: Type.Union([Type.String(), Type.Null()]),
  formerPlaceId: Type.Union([Id, Type.Null()]),
  effectiveOn: Day,
  document: Type.String(),
});

const common = { version: 1, kind: 'FACT', producer: 'place-names', payload } as const;

export const placeNameApproved = defineEvent({
  ...common,
  name: 'place-name.approved',
  summary: 'A feature was given its standard name',
});

export const placeNameRenamed = defineEvent({
  ...common,
  name: 'place-name.renamed',
  summary: 'A feature has another standard name',
});

export const placeNameCancelled = defineEvent({
  ...common,
  name: 'place-name.cancelled',
  summary: 'A feature is gone; its name is a former one from now on',
});

/** A standard address reads otherwise: its street or village has another name (place-names.md §10). */
export const addressStandardUpdated = defineEvent({
  name: 'address.standard-updated',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A standard address reads otherwise from now on; whoever holds it may write it anew',
  payload: Type.Object({
    /** The door plate. */
    addressId: Id,
    placeId: Id,
    divisionCode: DivisionCode,
    oldAddress: Type.String(),
    newAddress: Type.String(),
    effectiveOn: Day,
  }),
});
