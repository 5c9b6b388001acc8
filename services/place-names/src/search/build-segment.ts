import { listDeletions } from './deletions.ts';
import { sortIds } from './document-ids.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { listGrams } from './grams.ts';
import { treeOf } from './prefix-tree.ts';
import { rankByPeople } from './ranking.ts';
import { roles } from './ranks.ts';
import type { Segment, UnsortedSegment } from './segment.ts';
import { backwardTableOf, tableOf } from './sorted-table.ts';

/** Sorts what was read into the tables that find it. Holds its thread for seconds when there are a million names. */
export function buildSegment({ names, spelt, shortened, people, ...columns }: UnsortedSegment): Segment {
  const { ids, nameRoles } = columns;
  const hasRole = (asked: number) => (name: number) => ((nameRoles[name] ?? 0) & asked) !== 0;
  const texts = tableOf(names);
  const backward = backwardTableOf(names);
  const plain = tableOf(spelt);
  return {
    ...columns,
    ...{ texts, backward, plain, initials: tableOf(shortened) },
    // A short name is the beginning of the full one: what contains it is found by that.
    grams: listGrams(names, hasRole(roles.FULL | roles.ALIAS)),
    deletions: listDeletions(names, hasRole(roles.FULL | roles.SHORT | roles.ALIAS)),
    fingerprints: fingerprintsOf(texts, backward),
    nearPlain: { forward: treeOf(plain, 'FORWARD'), backward: treeOf(backwardTableOf(spelt), 'BACKWARD') },
    byId: sortIds(ids),
    ranking: rankByPeople(columns.levels, people),
    gone: new Uint8Array(columns.levels.length),
  };
}
