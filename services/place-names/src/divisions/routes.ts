import {
  countDivisions,
  divisionSnapshot,
  getDivision,
  getLineage,
  listAncestors,
  listChildren,
  listDivisions,
  resolveDivision,
  resolveDivisions,
  sameTerritory,
} from '@mz/contracts';
import { readAncestors, readChildren, readDivision, readPage } from './read-divisions.ts';
import { readCounts, readLineage, readSameTerritory } from './read-lineage.ts';
import type { DivisionReader } from './reader.ts';
import { resolveBatch, resolveOne } from './resolve.ts';
import { readSnapshot } from './snapshot.ts';

/** The REST operations of divisions. */
export function registerDivisionRoutes(reader: DivisionReader): void {
  const { kit } = reader;
  kit.operation(getDivision, (ctx, input) => readDivision(reader, ctx, input));
  kit.operation(listDivisions, (ctx, input) => readPage(reader, ctx, input));
  kit.operation(listChildren, (ctx, input) => readChildren(reader, ctx, input));
  kit.operation(listAncestors, (ctx, input) => readAncestors(reader, ctx, input));
  kit.operation(getLineage, (ctx, input) => readLineage(reader, ctx, input));
  kit.operation(countDivisions, (ctx, input) => readCounts(reader, ctx, input));
  kit.operation(sameTerritory, (ctx, input) => readSameTerritory(reader, ctx, input));
  kit.operation(resolveDivision, (ctx, input) => resolveOne(reader, ctx, input));
  kit.operation(resolveDivisions, (ctx, input) => resolveBatch(reader, ctx, input.body.queries));
  kit.operation(divisionSnapshot, (ctx, input) => readSnapshot(reader, ctx, input));
}
