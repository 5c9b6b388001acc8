import { type AgencyItem, agencyRecords, createPopulation, type Person, type Random } from '@mz/population';

/** The day on which every proof begins. */
export const firstDay = '2014-04-28';

/** As the simulator has them: its registers are these people. */
const population = {
  seed: 'shandong-2014',
  households: 200,
  divisions: ['370102001002', '370102001003', '371721101200', '371721101201'],
};
const office = '370102001';
const adultBefore = '1994-01-01';

/** Adults of the office whom the agencies know, in a drawn order. */
export function adultsOf(random: Random): Person[] {
  const { persons } = createPopulation(population.seed, population);
  const own = persons.filter(({ divisionCode, birthDate }) => {
    return divisionCode.startsWith(office) && birthDate < adultBefore;
  });
  return shuffled(random, own);
}

/** Whether a register holds something of the person, so that a check which misses it comes to another verdict. */
export function holds(person: Person, item: AgencyItem): boolean {
  return agencyRecords(person, firstDay)[item].length > 0;
}

/** Whether no register holds anything of the person that counts: a check in which nothing is missing finds nothing. */
export function holdsNothing(person: Person): boolean {
  const counting = [
    'IIT_WAGE',
    'PENSION',
    'RESIDENT_PENSION',
    'FUND',
    'VEHICLE',
    'BUSINESS_REG',
    'REAL_ESTATE',
  ] as const;
  return counting.every((item) => !holds(person, item));
}

/** The same in a drawn order. */
export function shuffled<T>(random: Random, all: readonly T[]): T[] {
  const left = [...all];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(random.int(0, left.length - 1), 1));
  return drawn;
}
