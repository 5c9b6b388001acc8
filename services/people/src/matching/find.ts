import { readNumbers } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { nameBirthIndex, nameVillageIndex, open } from '../stored.ts';
import { pinyinBirthIndex, pinyinKey } from './pinyin.ts';
import { dropOtherPairs, listCandidates, listMatchRows, type MatchRow, savePair } from './queries.ts';
import { type MatchFacts, type MatchWeights, scoreMatch, swapped } from './rules.ts';

const weightKeys = {
  idNoEqual: 'match.id-no-equal',
  nameEqual: 'match.name-equal',
  nameVariant: 'match.name-variant',
  namePinyin: 'match.name-pinyin',
  birthEqual: 'match.birth-equal',
  birthSwapped: 'match.birth-swapped',
  sexEqual: 'match.sex-equal',
  villageEqual: 'match.village-equal',
  townshipEqual: 'match.township-equal',
  householdHeadEqual: 'match.household-head-equal',
  phoneEqual: 'match.phone-equal',
  idNoDifferent: 'match.id-no-different',
  impossible: 'match.impossible',
  proposedFrom: 'match.proposed-from',
  listedFrom: 'match.listed-from',
  ageGapYears: 'match.age-gap-years',
} as const;

/** The points and thresholds that hold today. */
export function readWeights({ kit, unit }: Work): Promise<MatchWeights> {
  return readNumbers(unit.db, weightKeys, kit.clock.today());
}

/**
 * Searches one record's duplicates by blind indexes and stores the pairs that score. The transaction must reach persons
 * without a case. A record that was merged away has none.
 */
export async function findMatches(work: Work, personId: string, weights: MatchWeights): Promise<void> {
  const { kit, unit } = work;
  const [row] = await listMatchRows(unit.db, [personId]);
  if (row === undefined || (await isMergedAway(work, personId))) return dropOtherPairs(unit.db, personId, []);
  const self = factsOf(work, row);
  const phone = row.phone === null ? null : Buffer.from(row.phone, 'hex');
  const pinyinBirth = pinyinBirthIndex(kit, self.name, self.birthDate);
  await unit.db.updateTable('person').set({ pinyinBirthIndex: pinyinBirth }).where('id', '=', personId).execute();
  const candidates = await listCandidates(unit.db, personId, {
    nameBirth: [self.birthDate, swapped(self.birthDate)].map((day) => nameBirthIndex(kit, self.name, day)),
    nameVillage: nameVillageIndex(kit, self.name, row.hukouDivision),
    pinyinBirth,
    phone,
  });
  const scoring: string[] = [];
  for (const candidate of candidates) {
    if (await savePairOf(work, [row, candidate], weights)) scoring.push(candidate.id);
  }
  await dropOtherPairs(unit.db, personId, scoring);
}

async function savePairOf(work: Work, pair: readonly [MatchRow, MatchRow], weights: MatchWeights): Promise<boolean> {
  const { kit, ctx, unit } = work;
  const [a, b] = pair[0].id < pair[1].id ? pair : [pair[1], pair[0]];
  const { score, parts, state } = scoreMatch(factsOf(work, a), factsOf(work, b), weights);
  if (state === 'NOT_LISTED') return false;
  await savePair(unit.db, {
    id: kit.newId(),
    personA: a.id,
    personB: b.id,
    divisionA: a.hukouDivision,
    divisionB: b.hukouDivision,
    score,
    parts,
    state,
    foundAt: kit.clock.wall(),
    foundBy: ctx.actor.subject,
  });
  return true;
}

async function isMergedAway({ unit }: Work, personId: string): Promise<boolean> {
  const { rows } = await sql`select from person_alias where alias = ${personId}`.execute(unit.db);
  return rows.length > 0;
}

function factsOf({ kit }: Work, row: MatchRow): MatchFacts {
  const name = open(kit, row, 'name', row.name);
  return {
    id: row.id,
    name,
    pinyin: pinyinKey(name),
    birthDate: row.birthDate,
    sex: row.sex,
    division: row.hukouDivision,
    householdHeadId: row.householdHeadId ?? undefined,
    phone: row.phone ?? undefined,
    idNo: row.idNo ?? undefined,
    verified: row.verified,
    deathDate: row.deathDate ?? undefined,
    relatives: row.relatives,
    parentBirths: row.parentBirths,
    childBirths: row.childBirths,
  };
}
