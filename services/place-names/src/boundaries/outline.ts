import type { getBoundaryOutline, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { fail, readNumbers } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import {
  findLineByCode,
  geometryOf,
  type LineRow,
  listLinesOn,
  listPublicMarkers,
  type PublicMarker,
} from './queries.ts';
import { kilometresOf, type LineLevel, parseLineCode, unitName } from './rules.ts';
import { outlineOf } from './survey.ts';

type Outline = OperationOutputOf<typeof getBoundaryOutline>;

/** What everybody may know of a line on a day; the job sees all lines, the answer has only what is public. */
export async function readOutline(
  kit: AppKit,
  { params, query }: OperationInputOf<typeof getBoundaryOutline>,
): Promise<Outline> {
  const code = parseLineCode(params.code);
  if (!code.ok) throw fail(code.code, { pointer: '/params/code' });
  const asOf = query.asOf ?? kit.clock.today();
  return kit.read(kit.system('boundaries.outline'), async (db) => {
    const line = await findLineByCode(db, code.value, asOf);
    if (line === undefined) throw fail('BOUNDARY_LINE_UNKNOWN');
    const { decimals } = await readNumbers(db, { decimals: 'boundaries.outline-decimals' }, kit.clock.today());
    return { ...outlined(kit, line, { decimals, asOf }), asOf };
  });
}

/** The outlines of all lines in force on a day, by code. */
export async function publicLines(kit: AppKit, asOf: LegalDay): Promise<Outline[]> {
  return kit.read(kit.system('boundaries.outline'), async (db) => {
    const { decimals } = await readNumbers(db, { decimals: 'boundaries.outline-decimals' }, kit.clock.today());
    const lines = await listLinesOn(db, asOf);
    return lines.map((line) => ({ ...outlined(kit, line, { decimals, asOf }), asOf }));
  });
}

/** The markers that stand on lines in force on a day, by code, at rounded places. */
export async function publicMarkers(kit: AppKit, asOf: LegalDay): Promise<PublicMarker[]> {
  return kit.read(kit.system('boundaries.outline'), async (db) => {
    const { decimals } = await readNumbers(db, { decimals: 'boundaries.outline-decimals' }, kit.clock.today());
    return listPublicMarkers(db, asOf, decimals);
  });
}

function outlined(
  kit: AppKit,
  line: LineRow,
  { decimals, asOf }: { readonly decimals: number; readonly asOf: LegalDay },
): Omit<Outline, 'asOf'> {
  const geometry = geometryOf(line);
  const names = { today: asOf, span: line };
  const history = kit.divisions();
  return {
    lineCode: line.lineCode,
    level: line.level as LineLevel,
    codeA: line.codeA,
    codeB: line.codeB,
    nameA: unitName(history, line.codeA, names),
    nameB: unitName(history, line.codeB, names),
    lengthKm: kilometresOf(line.lengthM),
    validFrom: line.validFrom,
    validTo: line.validTo,
    outline: geometry === null ? null : outlineOf(geometry, decimals),
  };
}
