import { placeNameApproved, placeNameCancelled, placeNameRenamed } from '@mz/contracts';
import type { Selectable } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';

type Stored = Selectable<PlaceNameTable>;

/** A decided name and the one before it: none for a new name, itself for one that ends. */
export interface Decided {
  readonly name: Stored;
  readonly former: Stored | null;
  readonly document: string;
}

/** Tells everybody of a new, changed or ended name. */
export function publishDecision({ kit, unit }: Work, { name, former, document }: Decided): void {
  const isEnd = former?.placeId === name.placeId;
  const event = former === null ? placeNameApproved : isEnd ? placeNameCancelled : placeNameRenamed;
  unit.publish(event, {
    subject: name.featureId,
    divisionCode: name.divisionCode,
    aggregateVersion: name.version,
    data: {
      placeId: name.placeId,
      featureId: name.featureId,
      name: name.name,
      pinyin: name.pinyin,
      categoryCode: name.categoryCode,
      divisionCode: name.divisionCode,
      formerName: former?.name ?? null,
      formerPlaceId: former?.placeId ?? null,
      effectiveOn: kit.clock.today(),
      document,
    },
  });
}
