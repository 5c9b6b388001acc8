import { createCensusRecord, getCensusRecord, searchPlaceNames } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CensusWorld, openCensusWorld, township, village, wholeFacts } from './census-world.ts';

let world: CensusWorld;
beforeAll(async () => {
  world = await openCensusWorld();
});
afterAll(() => world.app.stop());

let made = 0;
const standard = (name: string) => [{ kind: 'STANDARD' as const, name }];
const people = () =>
  world.app.rows(`select p.year, p.hukou_population, p.source_doc, v.code from division_population p
    join division_version v on v.unit_id = p.unit_id and v.valid_to is null order by v.code`);
const tableVersion = async () => (await world.app.rows(`select version from division_table`))[0]?.version;

/** A batch that goes from its records to the database. */
async function storeBatch(number: number, facts: readonly ReturnType<typeof wholeFacts>[]): Promise<string[]> {
  const { batchId, taskId } = await world.open(number);
  const ids: string[] = [];
  for (const [place, one] of facts.entries()) ids.push(await world.processed(taskId, `P${number}-${place}`, one));
  await world.confirm(taskId);
  await world.bringTo(batchId, 'NATIONAL_REVIEWED');
  await world.step(batchId, 'STORE');
  await world.app.setToday(`2014-09-${String(number + 1).padStart(2, '0')}`);
  return ids;
}

describe('§3 hukou_population comes with the census', () => {
  it('a settlement keeps its figure with its name, a division by its unit; others have none', async () => {
    const [unit] = await world.app.rows<{ name: string }>(
      `select name from division_version where code = $1 and valid_to is null`,
      [village],
    );
    const before = Number(await tableVersion());
    const [hamlet = ''] = await storeBatch(1, [
      wholeFacts({ names: standard('普查王庄'), categoryCode: '22100', hukouPopulation: 812, populationYear: 2013 }),
      wholeFacts({
        names: standard(unit?.name ?? ''),
        categoryCode: '21500',
        hukouPopulation: 5_100,
        populationYear: 2013,
      }),
      wholeFacts({ names: standard('普查公园') }),
    ]);
    const token = await world.as('PLACE_COUNTY_CLERK');
    const { body: record } = await world.app.call(getCensusRecord, { token, params: { id: hamlet } });
    expect([record.state, record.hukouPopulation, record.populationYear]).toEqual(['IN_DATABASE', 812, 2013]);
    expect(
      await world.app.rows(`select name, hukou_population, population_year from place_name
        where name in ('普查王庄', '普查公园') order by name`),
    ).toEqual([
      { name: '普查公园', hukou_population: null, population_year: null },
      { name: '普查王庄', hukou_population: 812, population_year: 2013 },
    ]);
    expect(await people()).toEqual([
      { code: village, year: 2013, hukou_population: 5_100, source_doc: '民地名函〔2014〕9号' },
    ]);
    // Whoever has the code table in memory reads it again: once for the batch.
    expect(await tableVersion()).toBe(before + 1);
  });

  it('a record of another name under the code is not the division; a batch without divisions renews no table', async () => {
    const before = await tableVersion();
    await storeBatch(2, [
      wholeFacts({
        divisionCode: township,
        names: standard('普查李庄'),
        categoryCode: '22100',
        hukouPopulation: 90,
        populationYear: 2014,
      }),
    ]);
    expect(await people()).toHaveLength(1);
    expect(await tableVersion()).toBe(before);
    await storeBatch(3, [
      wholeFacts({ names: standard('不是本村'), categoryCode: '21500', hukouPopulation: 7, populationYear: 2014 }),
    ]);
    expect(await people()).toHaveLength(1);
  });

  it('a known place takes the newer figure, and never an older one', async () => {
    const [known] = await world.app.rows<{ featureId: string }>(
      `select feature_id::text as "featureId" from place_name where name = '普查王庄'`,
    );
    const again = (hukouPopulation: number, populationYear: number) =>
      wholeFacts({
        ...{ names: standard('普查王庄'), categoryCode: '22100', featureId: known?.featureId ?? null },
        ...{ hukouPopulation, populationYear },
      });
    const figure = () =>
      world.app.rows(`select hukou_population, population_year from place_name where name = '普查王庄'`);
    await storeBatch(4, [again(830, 2014)]);
    expect(await figure()).toEqual([{ hukou_population: 830, population_year: 2014 }]);
    await storeBatch(5, [again(700, 2010)]);
    expect(await figure()).toEqual([{ hukou_population: 830, population_year: 2014 }]);
  });

  it('the search ranks by what was found (§8.1)', async () => {
    await storeBatch(6, [
      wholeFacts({
        divisionCode: village,
        names: standard('排序试庄'),
        categoryCode: '22100',
        hukouPopulation: 10,
        populationYear: 2014,
      }),
      wholeFacts({ divisionCode: township, names: standard('排序试庄'), categoryCode: '22100' }),
    ]);
    const { body } = await world.app.call(searchPlaceNames, { query: { q: '排序试庄' } });
    expect(body.items.map(({ code }) => code)).toEqual([village, township]);
  });

  it.each([
    ['a figure without its year', { hukouPopulation: 812 }, 'POPULATION_WITHOUT_YEAR', '/body/populationYear'],
    ['a year without its figure', { populationYear: 2013 }, 'POPULATION_WITHOUT_YEAR', '/body/hukouPopulation'],
    ['a year that is to come', { hukouPopulation: 812, populationYear: 2019 }, 'YEAR_INVALID', '/body/populationYear'],
    [
      'people of a park',
      { categoryCode: '25200', hukouPopulation: 812, populationYear: 2013 },
      'POPULATION_NOT_ALLOWED',
      '/body/hukouPopulation',
    ],
  ])('%s is refused', async (_, change, code, pointer) => {
    const { taskId } = await world.open(20 + made++);
    const answer = await world.app.call(createCensusRecord, {
      token: await world.as('PLACE_TOWN_CLERK'),
      params: { id: taskId },
      body: { recordKey: 'BAD', ...wholeFacts({ names: standard('普查赵庄'), categoryCode: '22100', ...change }) },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ code, pointer }] });
  });
});
