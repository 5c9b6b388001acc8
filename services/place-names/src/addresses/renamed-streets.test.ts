import {
  acceptNameApplication,
  checkNameApplication,
  createNameApplication,
  decideNameApplication,
  geocodeAddress,
  type NameApplication,
  type Operation,
  publiciseNameApplication,
  standardiseAddress,
  surveyNameApplication,
} from '@mz/contracts';
import { addDays } from '@mz/domain';
import { startTestService, type TestService } from '@mz/testing';
import type { Static } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aPlace } from '../names/factories.ts';

type Application = Static<typeof NameApplication>;

/** 章丘市双山街道, and another township of the county. */
const [here, beside] = ['370181002000', '370181003000'];
const written = '济南市章丘市双山街道';

let test: TestService<DB>;
beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function standard(address: string, asOf?: string) {
  const query = { address, ...(asOf === undefined ? {} : { asOf }) };
  const { status, body } = await test.call(standardiseAddress, { query });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const streetOf = async (address: string, asOf?: string) =>
  (await standard(address, asOf)).elements.find(({ level }) => level === 'L6');

async function step(operation: Operation, { id, version }: Application, token: string, body: object = {}) {
  const answer = await test.call(operation, { token, params: { id }, version, body } as never);
  expect([answer.status, (answer.body as { code?: string }).code]).toEqual([200, undefined]);
  return answer.body as Application;
}

/** A street that the naming machine gives another name (§5.3); answers the day from which it has it. */
async function renamed(placeId: string, name: string, division = here): Promise<string> {
  const county = '370181';
  const clerk = await test.token({ role: 'PLACE_COUNTY_CLERK', division: county });
  const body = {
    ...{ kind: 'RENAMING', reason: 'NON_STANDARD', necessary: true, placeId, name, subject: 'STREET' },
    ...{ applicant: 'BUILDER', categoryCode: '23500', divisionCode: division, lon: 117.5, lat: 36.7 },
    meaning: '取当地山水名称，寓意美好，便于记忆。',
  } as const;
  const token = await test.token({ role: 'PLACE_TOWN_CLERK', division: division.slice(0, 9) });
  const created = await test.call(createNameApplication, { token, body });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  const accepted = await step(acceptNameApplication, created.body, clerk);
  const checked = await step(checkNameApplication, accepted, clerk);
  const findings = '现场勘察：道路已建成通车，两侧有居民小区。';
  const surveyed = await step(surveyNameApplication, checked, clerk, { document: '勘察记录2014-1', findings });
  const noticed = await step(publiciseNameApplication, surveyed, clerk);
  await test.setToday(addDays(noticed.publicityEndsOn ?? '', 1));
  const done = await step(
    decideNameApplication,
    noticed,
    await test.token({ role: 'PLACE_COUNTY_CHECKER', division: county }),
    { approved: true, document: '章民地〔2014〕9号', reason: '符合规定，同意更名' },
  );
  return done.decidedOn ?? '';
}

describe('§8.2 old names are accepted and translated: streets', () => {
  it('a street that the naming machine renamed: the old name leads to the new one, with its code, and back in its own time', async () => {
    const old = await aPlace(test.kit, { name: '云柏翠谷路', divisionCode: here });
    const before = await streetOf(`${written}云柏翠谷路8号`);
    expect(before).toMatchObject({ text: '云柏翠谷路', code: old.nationalCode, translated: false });
    const day = await renamed(old.placeId, '松竹碧溪路');
    const body = await standard(`${written}云柏翠谷路8号`);
    expect(body).toMatchObject({ standard: '山东省济南市章丘市双山街道松竹碧溪路8号', translated: true, remarks: [] });
    expect(await streetOf(`${written}云柏翠谷路8号`)).toMatchObject({
      ...{ given: '云柏翠谷路', text: '松竹碧溪路', code: old.nationalCode },
      ...{ matched: true, inferred: false, translated: true },
    });
    expect(body.confidence).toBe(1);
    expect(await streetOf(`${written}松竹碧溪路8号`)).toMatchObject({ text: '松竹碧溪路', translated: false });
    // As divisions are: a name of a later day is translated too.
    const eve = addDays(day, -1);
    expect(await streetOf(`${written}松竹碧溪路8号`, eve)).toMatchObject({ text: '云柏翠谷路', translated: true });
    expect(await streetOf(`${written}云柏翠谷路8号`, eve)).toMatchObject({ text: '云柏翠谷路', translated: false });
  });

  it('the point and the door plate of an old name are those of the street', async () => {
    const street = await aPlace(test.kit, {
      name: '兰菊锦湖路',
      divisionCode: here,
      lon: '117.5123456',
      lat: '36.7123456',
    });
    const [plate] = await test.rows<{ id: string }>(
      `insert into door_plate (id, place_id, feature_id, number, text, pinyin, lon, lat, installed_on, condition,
         division_code, installed_by, recorded_at)
       values (gen_random_uuid(), $1, $2, '12', '兰菊锦湖路', 'x', 117.52, 36.72, '2014-01-01', 'INTACT', $3, 'clerk', now())
       returning id::text`,
      [street.placeId, street.featureId, here],
    );
    await renamed(street.placeId, '桂槐金泉路');
    const point = async (address: string) => (await test.call(geocodeAddress, { query: { address } })).body;
    expect((await point(`${written}兰菊锦湖路`)).point).toMatchObject({ kind: 'PLACE', lon: 117.5123456 });
    const known = await point(`${written}兰菊锦湖路12号`);
    expect([known.address.addressId, known.point?.kind, known.point?.lon]).toEqual([plate?.id, 'PLATE', 117.52]);
  });

  it('an old division and an old street are translated together', async () => {
    const feature = crypto.randomUUID();
    const later = { divisionCode: '370114002000', featureId: feature };
    await aPlace(test.kit, { ...later, name: '榆柳霞海路', validFrom: '2016-10-01' });
    await aPlace(test.kit, {
      ...later,
      name: '桃杏辉湖路',
      nameKind: 'FORMER',
      status: 'FORMER',
      validTo: '2016-10-01',
    });
    expect(await standard('济南市章丘市双山街道桃杏辉湖路3号', '2018-06-01')).toMatchObject({
      ...{ standard: '山东省济南市章丘区双山街道榆柳霞海路3号', code: '370114002000', translated: true },
      confidence: 1,
    });
  });

  it('a cancelled street has no name to be translated to', async () => {
    await aPlace(test.kit, { name: '枣枫耀溪路', divisionCode: here, status: 'FORMER', validTo: '2010-01-01' });
    expect(await streetOf(`${written}枣枫耀溪路1号`)).toMatchObject({
      text: '枣枫耀溪路',
      code: null,
      translated: false,
    });
  });

  it('a canary: an old name that is not public translates nothing', async () => {
    const street = await aPlace(test.kit, { name: '杉樟明泉路', divisionCode: here });
    const secret = { featureId: street.featureId, nameKind: 'FORMER', status: 'FORMER', secrecy: 'SECRET' } as const;
    await aPlace(test.kit, { ...secret, name: '密杉樟路', divisionCode: here, validTo: '2010-01-01' });
    const body = await standard(`${written}密杉樟路1号`);
    expect(body.remarks).toEqual([]);
    expect(JSON.stringify(body)).not.toContain('杉樟明泉路');
  });
});

describe('§8.2 what the register contradicts is told, and not guessed', () => {
  const remarks = async (address: string) =>
    (await standard(address)).remarks.map(({ code, level, given, places }) => [
      code,
      level,
      given,
      places.map(({ label }) => label),
    ]);

  it('an old name that another street bears today is that one, and the other is told', async () => {
    const was = await aPlace(test.kit, { name: '楠桐紫清路', divisionCode: here });
    await renamed(was.placeId, '梨桃丹霞路');
    await aPlace(test.kit, { name: '楠桐紫清路', divisionCode: here });
    const street = await streetOf(`${written}楠桐紫清路5号`);
    expect(street).toMatchObject({ text: '楠桐紫清路', translated: false, matched: true });
    expect(await remarks(`${written}楠桐紫清路5号`)).toEqual([
      ['NAME_REUSED', 'L6', '楠桐紫清路', ['济南市章丘市双山街道梨桃丹霞路']],
    ]);
  });

  it('an old name of two streets is not translated: both are told', async () => {
    for (const name of ['菊兰玉溪路', '竹梅玉海路']) {
      const { featureId } = await aPlace(test.kit, { name, divisionCode: here });
      const old = { featureId, nameKind: 'FORMER', status: 'FORMER', validTo: '2010-01-01' } as const;
      await aPlace(test.kit, { ...old, name: '同名旧玉路', divisionCode: here });
    }
    const body = await standard(`${written}同名旧玉路5号`);
    expect(body).toMatchObject({ translated: false, standard: '山东省济南市章丘市双山街道同名旧玉路5号' });
    const [[code, level, given, labels] = []] = await remarks(`${written}同名旧玉路5号`);
    expect([code, level, given]).toEqual(['NAME_AMBIGUOUS', 'L6', '同名旧玉路']);
    expect([...(labels ?? [])].sort()).toEqual(['济南市章丘市双山街道竹梅玉海路', '济南市章丘市双山街道菊兰玉溪路']);
  });

  it('a street of another township contradicts the one that is written, by its name and by its old one', async () => {
    const { featureId } = await aPlace(test.kit, { name: '柏松珠谷路', divisionCode: beside });
    const old = { featureId, nameKind: 'FORMER', status: 'FORMER', validTo: '2010-01-01' } as const;
    await aPlace(test.kit, { ...old, name: '老珠谷旧路', divisionCode: beside });
    for (const name of ['柏松珠谷路', '老珠谷旧路']) {
      const body = await standard(`${written}${name}5号`);
      expect(body.elements.find(({ level }) => level === 'L6')).toMatchObject({
        ...{ text: name, code: null, matched: false, translated: false },
      });
      expect(body.confidence).toBeLessThan(1);
      expect(body.remarks).toMatchObject([{ code: 'NAME_ELSEWHERE', detail: '该地名不在所写的乡镇或街道内' }]);
      const { body: located } = await test.call(geocodeAddress, { query: { address: `${written}${name}5号` } });
      expect(located.point?.kind).toBe('DIVISION');
    }
    // Without a township there is nothing to contradict.
    expect(await standard('济南市章丘市老珠谷旧路5号')).toMatchObject({ translated: true, remarks: [] });
  });

  it('the remark is in the language of the reader, and REST and GraphQL say the same', async () => {
    const address = `${written}柏松珠谷路5号`;
    const token = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370181' });
    const answer = await test.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await test.serviceToken('gateway')}`, 'x-user-token': token },
      payload: {
        query: `{ standardAddress(address: "${address}") { standard remarks { code level given detail places { code label } } } }`,
      },
    });
    const { standard: text, remarks: told } = await standard(address);
    expect(answer.json().data.standardAddress).toEqual({ standard: text, remarks: told });
    const english = await test.inject({
      url: `/v1/addresses:standardise?address=${encodeURIComponent(address)}`,
      headers: { 'accept-language': 'en' },
    });
    expect(english.json().remarks[0].detail).toBe('The place is not in the township that is written');
  });
});
