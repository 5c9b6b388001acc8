import type { DetailedMap } from '@mz/contracts';
import type { TransitionTable } from '@mz/domain';
import type { Static } from 'typebox';

export type MapState = Static<typeof DetailedMap>['state'];
export type MapAction = 'compile' | 'check' | 'review' | 'approve' | 'publish';

const roles = ['OFFICE'] as const;

/** The machine of a detailed map (handbook §5.1); who may take a step stands in the permissions. */
export const mapSteps: TransitionTable<MapState, MapAction, 'OFFICE', null> = [
  { from: 'COLLECTED', action: 'compile', to: 'COMPILED', roles },
  { from: 'COMPILED', action: 'check', to: 'CHECKED', roles },
  { from: 'CHECKED', action: 'review', to: 'SECRECY_REVIEWED', roles },
  { from: 'SECRECY_REVIEWED', action: 'approve', to: 'APPROVED', roles },
  { from: 'APPROVED', action: 'publish', to: 'PUBLISHED', roles },
];
