import type { LegalDay, Sex } from '@mz/domain';
import type { Random } from './random.ts';

/** Who lives in a household before names and numbers are given; the first is the head. */
export interface Place {
  readonly sex: Sex;
  readonly birthDate: LegalDay;
  readonly relationToHead: string;
  readonly maritalStatus: '10' | '20' | '30' | '40';
}

type Draw = (random: Random, year: number) => Place[];

/** A household of one of the common kinds, with ages as of the year: elders alone or in pairs, couples, one parent. */
export function drawComposition(random: Random, onDay: LegalDay): Place[] {
  const draw = random.pick([singleElder, elderCouple, family, family, family, threeGenerations, singleParent]);
  return draw(random, Number(onDay.slice(0, 4)));
}

const singleElder: Draw = (random, year) => {
  const sex = random.chance(55) ? '2' : '1';
  return [place(random, year - random.int(66, 92), { sex, relationToHead: '01', maritalStatus: '30' })];
};

const elderCouple: Draw = (random, year) => couple(random, year - random.int(62, 84));

const family: Draw = (random, year) => {
  const born = year - random.int(26, 54);
  const children = Array.from({ length: random.int(1, 2) }, () => child(random, born, year));
  return [...couple(random, born), ...children];
};

const threeGenerations: Draw = (random, year) => {
  const born = year - random.int(30, 48);
  const mother = place(random, born - random.int(22, 32), { sex: '2', relationToHead: '52', maritalStatus: '30' });
  return [...couple(random, born), child(random, born, year), mother];
};

const singleParent: Draw = (random, year) => {
  const born = year - random.int(28, 50);
  const sex = random.chance(80) ? '2' : '1';
  return [place(random, born, { sex, relationToHead: '01', maritalStatus: '40' }), child(random, born, year)];
};

function couple(random: Random, born: number): Place[] {
  return [
    place(random, born, { sex: '1', relationToHead: '01', maritalStatus: '20' }),
    place(random, born + random.int(-3, 4), { sex: '2', relationToHead: '10', maritalStatus: '20' }),
  ];
}

/** Born when the parent was 22 to 34, and not after the last full year. */
function child(random: Random, parentBorn: number, year: number): Place {
  const sex = random.chance(52) ? '1' : '2';
  const born = Math.min(parentBorn + random.int(22, 34), year - 1);
  return place(random, born, { sex, relationToHead: sex === '1' ? '20' : '30', maritalStatus: '10' });
}

function place(random: Random, born: number, rest: Omit<Place, 'birthDate'>): Place {
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return { ...rest, birthDate: `${born}-${twoDigits(random.int(1, 12))}-${twoDigits(random.int(1, 28))}` };
}
