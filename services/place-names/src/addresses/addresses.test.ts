import { geocodeAddress, standardiseAddress } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

async function standard(address: string, asOf?: string) {
  return test.call(standardiseAddress, { query: { address, ...(asOf === undefined ? {} : { asOf }) } });
}

describe('place-names §8.2 standard address', () => {
  it('§8.2 "济南市章丘市双山街道X路1号" asOf 2018 → 370114…, translated', async () => {
    const { status, body } = await standard('济南市章丘市双山街道X路1号', '2018-06-01');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      standard: '山东省济南市章丘区双山街道X路1号',
      code: '370114002000',
      level: 'L8',
      confidence: 1,
      translated: true,
      rest: '',
    });
    expect(body.elements).toEqual([
      element('L1', null, '山东省', { code: '370000000000', inferred: true }),
      element('L2', '济南市', '济南市', { code: '370100000000' }),
      element('L3', '章丘市', '章丘区', { code: '370114000000', translated: true }),
      element('L4', '双山街道', '双山街道', { code: '370114002000' }),
      element('L6', 'X路', 'X路'),
      element('L8', '1号', '1号'),
    ]);
  });

  it('§8.2 the eleven levels L1–L11, each with its text', async () => {
    const { body } = await standard(
      '山东省青岛市市南区八大峡街道团岛社区团岛二路海景花园12号院3号楼2单元501室',
      '2023-06-30',
    );
    expect(body.elements.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'L1 山东省',
      'L2 青岛市',
      'L3 市南区',
      'L4 八大峡街道',
      'L5 团岛社区',
      'L6 团岛二路',
      'L7 海景花园',
      'L8 12号院',
      'L9 3号楼',
      'L10 2单元',
      'L11 501室',
    ]);
    expect(body).toMatchObject({ code: '370202002008', level: 'L11', confidence: 1, translated: false });
  });

  it('§8.2 missing prefecture inferred when the county name is unique', async () => {
    const { body } = await standard('章丘区双山街道', '2018-06-01');
    expect(body.elements.filter(({ inferred }) => inferred).map(({ text }) => text)).toEqual(['山东省', '济南市']);
    expect(body).toMatchObject({ code: '370114002000', confidence: 1, translated: false });
  });

  it('§8.2 a county name that two prefectures have is not guessed: both are candidates', async () => {
    const { body } = await standard('市中区文化路12号', '2014-04-28');
    expect(body.candidates).toEqual([
      { code: '370103000000', label: '济南市市中区' },
      { code: '370402000000', label: '枣庄市市中区' },
    ]);
    expect(body).toMatchObject({ code: null });
    expect(body.confidence).toBeCloseTo(2 / 3, 3);
  });

  it('§8.2 the township decides between them', async () => {
    const { body } = await standard('市中区光明路街道', '2014-04-28');
    expect(body).toMatchObject({ code: '370402006000', standard: '山东省枣庄市市中区光明路街道', candidates: [] });
  });

  it.each([
    ['济南市张店区人民西路', '济南市、张店区'],
    ['烟台市章丘市双山街道', '烟台市、章丘市'],
    ['潍坊市胶南市', '潍坊市、胶南市'],
    ['青岛市历下区', '青岛市、历下区'],
    ['济南市章丘市汪疃镇', '济南市、章丘市、汪疃镇'],
  ])('§8.2 contradictory parents → ADDRESS_CONFLICT: %s', async (address, given) => {
    const { status, body } = await standard(address, '2014-04-28');
    expect([status, (body as unknown as { code: string }).code]).toEqual([422, 'ADDRESS_CONFLICT']);
    expect((body as unknown as { detail: string }).detail).toBe(`相互矛盾：${given}`);
  });

  it('§8.2 an old county that was split waits for the township', async () => {
    const { body } = await standard('威海市文登市', '2015-01-01');
    expect(body.candidates.map(({ code }) => code)).toEqual(['371002000000', '371003000000']);
    expect(body).toMatchObject({ code: '371000000000', confidence: 0.5 });
  });

  it('an unreadable remainder lowers the confidence and is shown', async () => {
    const { body } = await standard('济南市历下区某某某', '2014-04-28');
    expect(body).toMatchObject({ rest: '某某某', code: '370102000000' });
    expect(body.confidence).toBeCloseTo(2 / 3, 3);
  });

  it('history before 2012 is said to be incomplete', async () => {
    expect((await standard('济南市历下区', '2011-12-31')).body.historyIncomplete).toBe(true);
    expect((await standard('济南市历下区', '2012-01-01')).body.historyIncomplete).toBe(false);
  });
});

function element(
  level: string,
  given: string | null,
  text: string,
  more: { code?: string; inferred?: boolean; translated?: boolean } = {},
) {
  return { level, given, text, code: null, matched: true, inferred: false, translated: false, ...more };
}

/** Address, day, code of the finest division, standard form. */
const cases: readonly (readonly [string, string, string | null, string])[] = [
  // Written in full and in short.
  ['山东省济南市历下区解放路街道', '2014-04-28', '370102001000', '山东省济南市历下区解放路街道'],
  ['山东济南历下区解放路街道', '2014-04-28', '370102001000', '山东省济南市历下区解放路街道'],
  ['济南历下泉城路街道', '2014-04-28', '370102004000', '山东省济南市历下区泉城路街道'],
  ['中国山东省济南市市中区大观园街道', '2014-04-28', '370103002000', '山东省济南市市中区大观园街道'],
  ['山东省山东省济南市历下区', '2014-04-28', '370102000000', '山东省济南市历下区'],
  ['济南市济南市历下区', '2014-04-28', '370102000000', '山东省济南市历下区'],
  ['济南市市辖区历下区千佛山街道', '2014-04-28', '370102002000', '山东省济南市历下区千佛山街道'],
  ['淄博市张店区车站街道办事处', '2014-04-28', '370303001000', '山东省淄博市张店区车站街道'],
  ['淄博市张店区公园街办', '2014-04-28', '370303002000', '山东省淄博市张店区公园街道'],
  ['烟台市芝罘区毓璜顶办事处', '2014-04-28', '370602003000', '山东省烟台市芝罘区毓璜顶街道'],
  ['泰安市泰山区岱庙街道', '2014-04-28', '370902001000', '山东省泰安市泰山区岱庙街道'],
  ['枣庄市中心街街道', '2014-04-28', '370402001000', '山东省枣庄市市中区中心街街道'],
  ['广饶县大王镇', '2014-04-28', '370523101000', '山东省东营市广饶县大王镇'],
  ['东营市广饶大王镇', '2014-04-28', '370523101000', '山东省东营市广饶县大王镇'],
  // Faults of writing.
  ['济南市 历下区　解放路街道', '2014-04-28', '370102001000', '山东省济南市历下区解放路街道'],
  ['山东-济南-历下区', '2014-04-28', '370102000000', '山东省济南市历下区'],
  ['山东省，济南市，历下区', '2014-04-28', '370102000000', '山东省济南市历下区'],
  ['濟南市歷下區解放路街道', '2014-04-28', '370102001000', '山东省济南市历下区解放路街道'],
  ['煙台市芝罘區向陽街道', '2014-04-28', '370602001000', '山东省烟台市芝罘区向阳街道'],
  ['淄博市张店区柳泉路１１２号', '2014-04-28', '370303000000', '山东省淄博市张店区柳泉路112号'],
  ['淄博市张店区柳泉路112#', '2014-04-28', '370303000000', '山东省淄博市张店区柳泉路112号'],
  ['青岛市市南区香港中路10号 3—2—501', '2014-04-28', '370202000000', '山东省青岛市市南区香港中路10号3号楼2单元501室'],
  ['青岛市市南区香港中路10号3号楼501', '2014-04-28', '370202000000', '山东省青岛市市南区香港中路10号3号楼501室'],
  [
    '青岛市市南区香港中路10号2栋1单元301户',
    '2014-04-28',
    '370202000000',
    '山东省青岛市市南区香港中路10号2栋1单元301室',
  ],
  ['青岛市市南区香港中路10号A座1203', '2014-04-28', '370202000000', '山东省青岛市市南区香港中路10号A座1203室'],
  ['济南市历下区经十路甲12号', '2014-04-28', '370102000000', '山东省济南市历下区经十路甲12号'],
  ['济南市历下区泺源大街12号附3号', '2014-04-28', '370102000000', '山东省济南市历下区泺源大街12号附3号'],
  ['济南市历下区后宰门街5-1号', '2014-04-28', '370102000000', '山东省济南市历下区后宰门街5-1号'],
  // Streets that bear the names of places.
  ['青岛市市南区济南路12号', '2014-04-28', '370202000000', '山东省青岛市市南区济南路12号'],
  ['济南市泰安路3号', '2014-04-28', '370100000000', '山东省济南市泰安路3号'],
  ['烟台市芝罘区莱山路1号', '2014-04-28', '370602000000', '山东省烟台市芝罘区莱山路1号'],
  ['青岛市市北区山东路2号', '2014-04-28', '370203000000', '山东省青岛市市北区山东路2号'],
  ['济南市历下区解放路12号', '2014-04-28', '370102000000', '山东省济南市历下区解放路12号'],
  ['淄博市张店区北京路中段', '2014-04-28', '370303000000', '山东省淄博市张店区北京路中段'],
  // Estates, lanes, roads by number.
  ['淄博市张店区阳光花园3号楼', '2014-04-28', '370303000000', '山东省淄博市张店区阳光花园3号楼'],
  ['济南市历下区芙蓉街关帝庙巷5号', '2014-04-28', '370102000000', '山东省济南市历下区芙蓉街关帝庙巷5号'],
  ['济南市历下区鞭指巷12号', '2014-04-28', '370102000000', '山东省济南市历下区鞭指巷12号'],
  ['东营市广饶县大王镇S227省道', '2014-04-28', '370523101000', '山东省东营市广饶县大王镇S227省道'],
  ['济南市历下区历山家园东区8号楼', '2014-04-28', '370102000000', '山东省济南市历下区历山家园东区8号楼'],
  // Villages and communities.
  ['威海市环翠区汪疃镇汪疃村', '2014-04-28', '371002112200', '山东省威海市环翠区汪疃镇汪疃村委会'],
  ['环翠区汪疃镇黑龙洼村委会', '2014-04-28', '371002112201', '山东省威海市环翠区汪疃镇黑龙洼村委会'],
  [
    '济南市历下区解放路街道解放桥社区历山路5号',
    '2014-04-28',
    '370102001002',
    '山东省济南市历下区解放路街道解放桥社区居民委员会历山路5号',
  ],
  [
    '济南市历下区解放路街道后坡街社区',
    '2014-04-28',
    '370102001006',
    '山东省济南市历下区解放路街道后坡街社区居民委员会',
  ],
  ['章丘市双山街道三涧溪村', '2014-04-28', '370181002213', '山东省济南市章丘市双山街道三涧溪村村民委员会'],
  ['章丘市双山街道从无此村', '2014-04-28', '370181002000', '山东省济南市章丘市双山街道从无此村'],
  // Old names, with and without their old parents.
  ['济南市章丘市', '2016-09-13', '370181000000', '山东省济南市章丘市'],
  ['济南市章丘市', '2016-09-14', '370114000000', '山东省济南市章丘区'],
  ['莱芜市莱城区凤城街道', '2020-01-01', '370116001000', '山东省济南市莱芜区凤城街道'],
  ['莱芜市钢城区艾山街道', '2020-01-01', '370117001000', '山东省济南市钢城区艾山街道'],
  ['莱芜市莱城区凤城街道', '2014-04-28', '371202001000', '山东省莱芜市莱城区凤城街道'],
  ['临沂市苍山县卞庄街道', '2014-04-28', '371324001000', '山东省临沂市兰陵县卞庄街道'],
  ['青岛市胶南市胶南街道', '2014-04-28', '370211013000', '山东省青岛市黄岛区胶南街道'],
  ['青岛市四方区', '2014-04-28', '370203000000', '山东省青岛市市北区'],
  ['济宁市兖州市鼓楼街道', '2014-04-28', '370812001000', '山东省济宁市兖州区鼓楼街道'],
  ['济宁市市中区', '2014-04-28', '370811000000', '山东省济宁市任城区'],
  ['威海市文登市汪疃镇', '2015-01-01', '371002112000', '山东省威海市环翠区汪疃镇'],
  ['文登市文登营镇', '2015-01-01', '371003100000', '山东省威海市文登区文登营镇'],
  ['日照市岚山区后村镇', '2015-01-01', '371102104000', '山东省日照市东港区后村镇'],
  ['德州市陵县安德街道', '2015-01-01', '371403001000', '山东省德州市陵城区安德街道'],
  ['滨州市沾化县富国街道', '2015-01-01', '371603001000', '山东省滨州市沾化区富国街道'],
  ['菏泽市定陶县陈集镇', '2017-01-01', '371703101000', '山东省菏泽市定陶区陈集镇'],
  ['东营市垦利县胜坨镇', '2017-01-01', '370505101000', '山东省东营市垦利区胜坨镇'],
  ['青岛市即墨市环秀街道', '2018-01-01', '370215001000', '山东省青岛市即墨区环秀街道'],
  ['济南市济阳县崔寨街道', '2019-01-01', '370115003000', '山东省济南市济阳区崔寨街道'],
  ['滨州市邹平县黛溪街道', '2019-01-01', '371681001000', '山东省滨州市邹平市黛溪街道'],
  ['聊城市茌平县振兴街道', '2020-01-01', '371503001000', '山东省聊城市茌平区振兴街道'],
  ['烟台市蓬莱市登州街道', '2021-01-01', '370614001000', '山东省烟台市蓬莱区登州街道'],
  ['烟台市长岛县', '2021-01-01', '370614000000', '山东省烟台市蓬莱区'],
  ['烟台市栖霞市臧家庄镇', '2021-01-01', '370611105000', '山东省烟台市福山区臧家庄镇'],
  // A name of a later day.
  ['济南市章丘区双山街道', '2014-04-28', '370181002000', '山东省济南市章丘市双山街道'],
  ['临沂市兰陵县', '2013-12-31', '371324000000', '山东省临沂市苍山县'],
  // Nothing but what is below the divisions.
  ['解放路12号', '2014-04-28', null, '解放路12号'],
];

describe('place-names §8.2 addresses as people write them', () => {
  it.each(cases)('%s (%s) → %s %s', async (address, asOf, code, expected) => {
    const { body } = await standard(address, asOf);
    expect([body.code, body.standard]).toEqual([code, expected]);
  });

  it.each([
    ['章丘市 → 章丘区', '济南市章丘市', '2018-01-01', true],
    ['章丘 in short is no old name', '济南市章丘', '2018-01-01', false],
    ['a street office written out is no old name', '济南市历下区解放路街道办事处', '2014-04-28', false],
    ['a town written as an office is', '兰陵县兰陵街道', '2014-04-28', true],
    ['苍山县 → 兰陵县', '苍山县', '2014-03-01', true],
    ['苍山县 before its renaming', '苍山县', '2014-01-05', false],
  ])('translated: %s', async (_, address, asOf, translated) => {
    expect((await standard(address, asOf)).body.translated).toBe(translated);
  });
});

describe('place-names §8.2 each element text + code, with the register of names', () => {
  const codeOf = async (address: string): Promise<string | null | undefined> =>
    (await standard(address, '2014-04-28')).body.elements.find(({ level }) => level === 'L6')?.code;

  it('a street that the register has bears its national code', async () => {
    await addStreet('明湖抽查路', '370102000000', '37010200023100000778');
    expect(await codeOf('济南市历下区明湖抽查路5号')).toBe('37010200023100000778');
    expect(await codeOf('济南市市中区明湖抽查路5号')).toBeNull();
    expect(await codeOf('济南市历下区无此抽查路5号')).toBeNull();
  });

  it('of two streets of a name in a county the one in the township of the address; without a township none', async () => {
    await addStreet('双生路', '370102001000', '37010200123100000779');
    await addStreet('双生路', '370102002000', '37010200223100000780');
    const [first] = await test.rows<{ name: string }>(
      `select name from division_version where code = '370102002000' and valid_to is null`,
    );
    expect(await codeOf(`济南市历下区${first?.name}双生路5号`)).toBe('37010200223100000780');
    expect(await codeOf('济南市历下区双生路5号')).toBeNull();
  });

  it('a canary: a name that is not public gives neither code nor point', async () => {
    await addStreet('密抽查路', '370102000000', '37010200023100000781');
    await test.rows(`update place_name set secrecy = 'SECRET' where name = '密抽查路'`);
    expect(await codeOf('济南市历下区密抽查路5号')).toBeNull();
  });
});

describe('place-names §14 addresses', () => {
  it.each([
    ['江苏省连云港市赣榆区', 'OUT_OF_PROVINCE'],
    ['北京市海淀区中关村大街1号', 'OUT_OF_PROVINCE'],
    ['   ', 'ADDRESS_LENGTH'],
    ['路'.repeat(200), 'ADDRESS_LENGTH'],
  ])('%s → %s', async (address, code) => {
    const { status, body } = await standard(address);
    expect([status, (body as unknown as { code: string }).code]).toEqual([422, code]);
  });

  it('SQL and HTML in an address are treated as text, no error', async () => {
    const { status, body } = await standard(
      "济南市历下区'; drop table division_unit; --<script>alert(1)</script>",
      '2014-04-28',
    );
    expect([status, body.code]).toEqual([200, '370102000000']);
    expect(await test.rows('select count(*)::int as count from division_unit where true')).not.toEqual([{ count: 0 }]);
  });

  it('a misspelt parameter is refused', async () => {
    const answer = await test.inject({ method: 'GET', url: '/v1/addresses:standardise?adress=x' });
    expect(answer.statusCode).toBe(400);
  });
});

describe('place-names §8.2 geocode', () => {
  it('without a named place the point is the middle of the county, and says so', async () => {
    const { body } = await test.call(geocodeAddress, {
      query: { address: '济南市历下区解放路12号', asOf: '2014-04-28' },
    });
    expect(body.point).toMatchObject({ kind: 'DIVISION', level: 'L3', code: '370102000000', placeId: null });
    expect(body.point?.lon).toBeGreaterThan(116.9);
    expect(body.point?.lon).toBeLessThan(117.3);
  });

  it('a street that is a public name gives its own point; one of another county does not', async () => {
    await addStreet('解放路', '370102000000');
    const here = await test.call(geocodeAddress, { query: { address: '济南市历下区解放路12号', asOf: '2014-04-28' } });
    expect(here.body.point).toMatchObject({ kind: 'PLACE', level: 'L6', lon: 117.05, lat: 36.66 });
    const there = await test.call(geocodeAddress, { query: { address: '济南市市中区解放路12号', asOf: '2014-04-28' } });
    expect(there.body.point).toMatchObject({ kind: 'DIVISION' });
  });

  it('a door plate that stands at the address is its point and its id', async () => {
    const street = await addStreet('清泉路', '370102000000', '37010200023100000777');
    const plate = await addPlate(street, '12', { lon: 117.0612345, lat: 36.6712345 });
    const query = { address: '济南市历下区清泉路12号3号楼', asOf: '2014-04-28' };
    const { body } = await test.call(geocodeAddress, { query });
    expect(body.address.addressId).toBe(plate);
    expect(body.point).toMatchObject({ kind: 'PLATE', level: 'L8', lon: 117.0612345, lat: 36.6712345, placeId: null });
    const beside = { query: { ...query, address: '济南市历下区清泉路14号' } };
    const other = (await test.call(geocodeAddress, beside)).body;
    expect([other.address.addressId, other.point?.kind]).toEqual([null, 'PLACE']);
    await test.rows(`update door_plate set condition = 'REMOVED' where id = $1`, [plate]);
    expect((await test.call(geocodeAddress, { query })).body.address.addressId).toBeNull();
  });

  it('an address that names no division has no point', async () => {
    const { body } = await test.call(geocodeAddress, { query: { address: '人民路1号' } });
    expect(body.point).toBeNull();
  });
});

describe('addresses in the graph', () => {
  it('standardAddress answers what REST answers', async () => {
    const address = '济南市章丘市双山街道X路1号';
    const fields =
      'standard code confidence translated rest addressId elements { level given text code matched inferred translated }';
    const query = `{ standardAddress(address: "${address}", asOf: "2018-06-01") { ${fields} } }`;
    const token = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370102000000' });
    const answer = await test.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await test.serviceToken('gateway')}`, 'x-user-token': token },
      payload: { query },
    });
    const { body } = await standard(address, '2018-06-01');
    expect(answer.json()).toMatchObject({
      data: { standardAddress: { standard: body.standard, code: body.code, addressId: null, elements: body.elements } },
    });
  });
});

/** Gives the id of the name. */
async function addStreet(name: string, division: string, nationalCode: string | null = null): Promise<string> {
  await test.rows(
    `insert into place_category (category_code, title, group_code, provenance) values ('23100', '街路', '23', 'ASSUMED') on conflict do nothing`,
  );
  const [row] = await test.rows<{ id: string }>(
    `insert into place_name (place_id, feature_id, category_code, name_kind, status, name, specific_part, generic_part, pinyin,
       pinyin_plain, initials, division_code, national_code, lon, lat, source, recorded_at, updated_at)
     values (gen_random_uuid(), gen_random_uuid(), '23100', 'STANDARD', 'STANDARD', $1, $1, '', 'Jiefang Lu', 'jiefanglu', 'jfl', $2, $3,
       117.05, 36.66, 'SEED', now(), now()) returning place_id::text as id`,
    [name, division, nationalCode],
  );
  return row?.id ?? '';
}

async function addPlate(street: string, number: string, { lon, lat }: { lon: number; lat: number }): Promise<string> {
  const [row] = await test.rows<{ id: string }>(
    `insert into door_plate (id, place_id, feature_id, number, text, pinyin, lon, lat, installed_on, condition, division_code,
       installed_by, recorded_at)
     select gen_random_uuid(), place_id, feature_id, $2, name, pinyin, $3, $4, '2014-01-01', 'INTACT', division_code, 'clerk',
       now() from place_name where place_id = $1 returning id::text`,
    [street, number, lon, lat],
  );
  return row?.id ?? '';
}
