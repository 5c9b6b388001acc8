import {
  checkName,
  divisionChanged,
  getDivision,
  getPlaceName,
  getPlaceNameHistory,
  getPlaceRecord,
  readPinyin,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { Config } from '../config.ts';
import type { DB } from '../database.ts';
import { aPlace } from './factories.ts';
import { findFeature } from './index.ts';

let test: TestService<DB, Config>;
let county: string;
beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
  county = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370181' });
});
afterAll(() => test.stop());

async function graphql(query: string, variables: object = {}) {
  const headers = { authorization: `Bearer ${await test.serviceToken('gateway')}`, 'x-user-token': county };
  const answer = await test.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } });
  return answer.json();
}

describe('letters of divisions', () => {
  it('every loaded version has them', async () => {
    const [row] = await test.rows(
      'select count(*)::int as missing from division_version where pinyin is null or pinyin_plain is null',
    );
    expect(row).toEqual({ missing: 0 });
  });

  it.each([
    ['370181', 'Zhāngqiū Shì', 'zhangqiushi'],
    ['371524', "Dōng'ē Xiàn", 'dongexian'],
    ['370102001002', 'Jiěfàngqiáo Shèqū Jūmín Wěiyuánhuì', 'jiefangqiaoshequjuminweiyuanhui'],
  ])('%s is %s', async (code, pinyin, pinyinPlain) => {
    const { body } = await test.call(getDivision, { params: { code }, query: {} });
    expect(body).toMatchObject({ pinyin, pinyinPlain });
  });

  it('versions that were loaded before are filled at the next start, and a start after that writes nothing', async () => {
    await test.rows("update division_version set pinyin = null, pinyin_plain = null where code like '370181%'");
    await service.seed?.(test.kit);
    const filled = await test.rows("select pinyin, xmin::text from division_version where code = '370181000000'");
    expect(filled).toMatchObject([{ pinyin: 'Zhāngqiū Shì' }]);
    const before = await test.rows('select count(*)::int as places from place_name');
    await service.seed?.(test.kit);
    expect(await test.rows("select pinyin, xmin::text from division_version where code = '370181000000'")).toEqual(
      filled,
    );
    expect(await test.rows('select count(*)::int as places from place_name')).toEqual(before);
  });
});

describe('placeNames.get and placeNames.history, without a login', () => {
  it('a loaded feature with its national code, its category and where the knowledge comes from', async () => {
    const [row] = await test.rows<{ id: string }>("select place_id as id from place_name where name = '经十路'");
    const { status, body } = await test.call(getPlaceName, { params: { id: row?.id ?? '' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: '经十路',
      pinyin: 'Jīng 10 Lù',
      pinyinPlain: 'jingshilu',
      initials: 'jsl',
      nationalCode: '37010000023500000001',
      categoryTitle: '城镇街巷',
      source: 'SEED',
      crosses: ['370113000000', '370104000000', '370103000000', '370102000000', '370112000000'],
    });
    expect(Object.keys(body)).not.toContain('secrecy');
  });

  it('the history has all names of the feature', async () => {
    const [row] = await test.rows<{ id: string }>("select place_id as id from place_name where name = '泰山'");
    const { body } = await test.call(getPlaceNameHistory, { params: { id: row?.id ?? '' } });
    expect(body.items.map(({ name, nameKind }) => [name, nameKind]).sort()).toEqual([
      ['东岳', 'ALIAS'],
      ['岱宗', 'ALIAS'],
      ['泰山', 'STANDARD'],
    ]);
  });

  it.each([getPlaceName, getPlaceNameHistory])('PLACE_UNKNOWN: $id', async (operation) => {
    const { status, body } = await test.call(operation, { params: { id: '00000000-0000-4000-8000-000000000000' } });
    expect([status, body]).toMatchObject([404, { code: 'PLACE_UNKNOWN' }]);
  });

  it('an id that is none is refused', async () => {
    expect((await test.call(getPlaceName, { params: { id: 'x' } })).status).toBe(400);
  });

  it('405: a STANDARD name is never deleted, it is cancelled instead', async () => {
    const { placeId } = await aPlace(test.kit, { name: '不删街' });
    const answer = await test.inject({ method: 'DELETE', url: `/v1/place-names/${placeId}` });
    expect([answer.statusCode, answer.json().code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });

  it('the national code counts up in its area and category', async () => {
    const where = { divisionCode: '370181102000', categoryCode: '22100' };
    const [first, second] = [
      await aPlace(test.kit, { ...where, name: '甲村' }),
      await aPlace(test.kit, { ...where, name: '乙村' }),
    ];
    expect([first.nationalCode, second.nationalCode]).toEqual(['37018110222100000001', '37018110222100000002']);
  });

  it('findFeature gives the names of a feature, oldest first', async () => {
    const { featureId } = await aPlace(test.kit, {
      name: '先名街',
      status: 'FORMER',
      validFrom: null,
      validTo: '1990-01-01',
    });
    await aPlace(test.kit, { name: '后名街', featureId, validFrom: '1990-01-01' });
    const rows = await test.kit.read(test.kit.system('names.load'), (db) => findFeature(db, featureId));
    expect(rows.map(({ name, categoryTitle }) => [name, categoryTitle])).toEqual([
      ['先名街', '城镇街巷'],
      ['后名街', '城镇街巷'],
    ]);
  });

  it('no second standard name of a feature on a day', async () => {
    const { featureId } = await aPlace(test.kit, { name: '一名街' });
    await expect(aPlace(test.kit, { name: '二名街', featureId })).rejects.toMatchObject({
      constraint: 'place_name_one_standard',
    });
  });
});

describe('§12: what is not public', () => {
  const canary = '金丝雀';

  it.each(['SECRET', 'INTERNAL'] as const)('%s names are in no public answer, by no way', async (secrecy) => {
    const { placeId, featureId } = await aPlace(test.kit, { name: `${canary}一街`, secrecy });
    await aPlace(test.kit, { name: '麻雀', nameKind: 'ALIAS', featureId });
    const [alias] = await test.rows<{ id: string }>(
      "select place_id as id from place_name where feature_id = $1 and name = '麻雀'",
      [featureId],
    );
    const query = { name: `${canary}一街`, subject: 'STREET', division: '370181001' } as const;
    const answers = [
      await test.call(getPlaceName, { params: { id: placeId } }),
      await test.call(getPlaceName, { params: { id: placeId }, token: county }),
      await test.call(getPlaceNameHistory, { params: { id: placeId } }),
      await test.call(getPlaceNameHistory, { params: { id: alias?.id ?? '' } }),
      (await test.call(checkName, { query })).body.findings,
      await graphql('query ($id: ID!) { place(id: $id) { name } }', { id: placeId }),
      await graphql('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Place { name } } }', {
        r: [{ __typename: 'Place', id: placeId }],
      }),
      await graphql('query ($id: ID!) { place(id: $id) { names { name } } }', { id: alias?.id }),
    ];
    expect(JSON.stringify(answers)).toContain('麻雀');
    expect(JSON.stringify(answers)).not.toContain(canary);
  });

  it('the offices of the division read them, and each read of a SECRET one is in the audit trail', async () => {
    const { placeId } = await aPlace(test.kit, { name: '机要街', secrecy: 'SECRET' });
    const { placeId: internal } = await aPlace(test.kit, { name: '内部街', secrecy: 'INTERNAL' });
    const read = (id: string, token: string) => test.call(getPlaceRecord, { params: { id }, token });
    expect((await read(placeId, county)).body).toMatchObject({ name: '机要街', secrecy: 'SECRET' });
    expect((await read(internal, county)).body).toMatchObject({ secrecy: 'INTERNAL' });
    const [{ count } = { count: -1 }] = await test.rows<{ count: number }>(
      "select count(*)::int from audit_log where action = 'placeNames.readSecret' and record_id = any($1)",
      [[placeId, internal]],
    );
    expect(count).toBe(1);
  });

  it('another county, no login and a role without the right get nothing', async () => {
    const { placeId } = await aPlace(test.kit, { name: '密街', secrecy: 'SECRET' });
    const other = await test.token({ role: 'PLACE_COUNTY_CLERK', division: '370102' });
    const approver = await test.token({ role: 'COUNTY_APPROVER', division: '370181' });
    const call = async (token?: string) => {
      const { status, body } = await test.call(getPlaceRecord, {
        params: { id: placeId },
        ...(token ? { token } : {}),
      });
      return [status, (body as { code?: string }).code];
    };
    expect(await call(other)).toEqual([404, 'PLACE_UNKNOWN']);
    expect(await call(approver)).toEqual([403, 'ROLE_NOT_PERMITTED']);
    expect(await call()).toEqual([401, 'TOKEN_MISSING']);
  });

  it('a public name outside the division is SCOPE_FORBIDDEN by the way of the offices', async () => {
    const { placeId } = await aPlace(test.kit, { name: '外街', divisionCode: '370102001000' });
    const { status, body } = await test.call(getPlaceRecord, { params: { id: placeId }, token: county });
    expect([status, body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
  });
});

describe('names.check and pinyin.read', () => {
  async function check(name: string, subject: string, division: string, asOf?: string) {
    const query = { name, subject, division, ...(asOf ? { asOf } : {}) } as never;
    return (await test.call(checkName, { query })).body;
  }
  const codes = (body: { findings: { code: string }[] }) => body.findings.map(({ code }) => code);

  it('DUPLICATE_NAME and HOMOPHONE in the built-up area, nothing outside it', async () => {
    await aPlace(test.kit, { name: '明水大街' });
    expect(codes(await check('明水大街', 'STREET', '370181001000'))).toEqual(['DUPLICATE_NAME']);
    expect(codes(await check('名水路', 'STREET', '370181001000'))).toEqual(['HOMOPHONE']);
    expect(codes(await check('明水大街', 'STREET', '370102001000'))).toEqual([]);
  });

  it('townships: one county until 2022-04-30, the whole province from 2022-05-01', async () => {
    const [{ name } = { name: '' }] = await test.rows<{ name: string }>(
      "select name from division_version where level = 'TOWNSHIP' and code like '371521%' and type = 'TOWN' and valid_to is null limit 1",
    );
    const before = await check(name, 'TOWNSHIP', '370126', '2022-04-30');
    const after = await check(name, 'TOWNSHIP', '370126', '2022-05-01');
    expect([before.scope, codes(before).includes('DUPLICATE_NAME')]).toEqual([['370126000000'], false]);
    expect([after.scope, codes(after).includes('DUPLICATE_NAME')]).toEqual([['370000000000'], true]);
  });

  it('villages: one township until 2022-04-30, one county from 2022-05-01', async () => {
    // Two townships of 平阴县, whose codes have not changed.
    await aPlace(test.kit, { name: '桃花谷村', categoryCode: '22100', divisionCode: '370124103000' });
    const before = await check('桃花谷村', 'VILLAGE', '370124102000', '2022-04-30');
    const after = await check('桃花谷村', 'VILLAGE', '370124102000', '2022-05-01');
    expect([before.scope, codes(before)]).toEqual([['370124102000'], []]);
    expect([after.scope, codes(after)]).toEqual([['370124000000'], ['DUPLICATE_NAME']]);
  });

  it('counties: nationwide, and what stood before stays (市中区 twice)', async () => {
    const ofBeijing = await check('朝阳区', 'COUNTY_OR_ABOVE', '370100');
    expect(ofBeijing.scope).toEqual([]);
    expect(codes(ofBeijing)).toContain('DUPLICATE_NAME');
    const central = await check('市中区', 'COUNTY_OR_ABOVE', '370100');
    const places = central.findings
      .filter(({ code }) => code === 'DUPLICATE_NAME')
      .map(({ divisionCode }) => divisionCode);
    expect(places).toEqual(expect.arrayContaining(['370103000000', '370402000000']));
  });

  it('RARE_CHAR, traditional characters and ORDINAL_NAME are told, NAME_CHARS is refused', async () => {
    expect(codes(await check('龘山路', 'STREET', '370181001'))).toEqual(['RARE_CHAR']);
    const traditional = await check('龍門路', 'STREET', '370181001');
    expect([traditional.name, codes(traditional)]).toEqual(['龙门路', ['TRADITIONAL_CHARS']]);
    expect(codes(await check('二路', 'STREET', '370181001'))).toEqual(['ORDINAL_NAME']);
    for (const name of ['ABC路', '泉城2路', '泉 城路']) {
      const query = { name, subject: 'STREET', division: '370181001' } as const;
      const { status, body } = await test.call(checkName, { query });
      expect([status, body]).toMatchObject([422, { code: 'NAME_CHARS' }]);
    }
  });

  it('a code that was not in force is refused with its successor', async () => {
    const query = { name: '新街', subject: 'STREET', division: '370181', asOf: '2017-01-01' } as const;
    const { status, body } = await test.call(checkName, { query });
    expect([status, body]).toMatchObject([
      422,
      { code: 'CODE_NOT_VALID_ON', errors: [{ detail: '370114000000 章丘区' }] },
    ]);
  });

  it('SQL and HTML in a name are text that is no name', async () => {
    for (const name of ["'; drop table place_name; --", '<script>', '%']) {
      const { status, body } = await test.call(checkName, {
        query: { name, subject: 'STREET', division: '370181001' },
      });
      expect([status, body]).toMatchObject([422, { code: 'NAME_CHARS' }]);
    }
    expect(await test.rows('select 1 from place_name limit 1')).toHaveLength(1);
  });

  it.each([
    ['单县', undefined, 'Shàn Xiàn', 'shanxian', 'sx'],
    ['经五路', 'STREET', 'Jīng 5 Lù', 'jingwulu', 'jwl'],
    ['周口店', 'SETTLEMENT', 'Zhōukǒudiàn', 'zhoukoudian', 'zkd'],
    ['東阿縣', undefined, "Dōng'ē Xiàn", 'dongexian', 'dex'],
  ] as const)('pinyin of %s', async (text, kind, pinyin, plain, initials) => {
    const { status, body } = await test.call(readPinyin, { query: { text, ...(kind ? { kind } : {}) } });
    expect([status, body]).toMatchObject([200, { pinyin, plain, initials }]);
  });

  it('pinyin of what is no name is NAME_CHARS', async () => {
    const { status, body } = await test.call(readPinyin, { query: { text: 'abc' } });
    expect([status, body]).toMatchObject([422, { code: 'NAME_CHARS' }]);
  });
});

describe('§5.2: a county code changes', () => {
  it('names in use get a new national code and keep the old one; a former name keeps its code of its own date', async () => {
    const place = await aPlace(test.kit, { name: '改码街', divisionCode: '370181001000' });
    const former = await aPlace(test.kit, { name: '旧码街', status: 'FORMER', validTo: '2010-01-01' });
    const crossing = await aPlace(test.kit, {
      name: '跨县河',
      categoryCode: '12100',
      divisionCode: '370100000000',
      crosses: ['370181000000', '370125000000'],
    });
    await test.deliver(divisionChanged, {
      subject: 'CH-10',
      divisionCode: '370000000000',
      aggregateVersion: 1,
      data: {
        changeId: 'CH-10',
        kinds: ['CONVERT_TO_DISTRICT'],
        effectiveOn: '2016-09-14',
        items: [{ fromCode: '370181000000', toCode: '370114000000', extent: 'FULL', partUnits: [] }],
      },
    });
    const read = async (id: string) => (await test.call(getPlaceName, { params: { id } })).body;
    const moved = await read(place.placeId);
    expect(moved.divisionCode).toBe('370114001000');
    expect(moved.nationalCode).toMatch(/^37011400123500\d{6}$/);
    expect(moved.formerCodes).toEqual([place.nationalCode]);
    expect(await read(former.placeId)).toMatchObject({ divisionCode: '370181001000', formerCodes: [] });
    const river = await read(crossing.placeId);
    expect(river).toMatchObject({ nationalCode: crossing.nationalCode, crosses: ['370114000000', '370125000000'] });
  });
});

describe('places in the graph', () => {
  it('answers the same as REST, the division of a former name on its last day', async () => {
    const { placeId } = await aPlace(test.kit, {
      name: '文登老街',
      divisionCode: '371081000000',
      status: 'FORMER',
      validTo: '2014-01-25',
    });
    const fields =
      'id featureId name pinyin pinyinPlain initials status nameKind divisionCode crosses validFrom validTo';
    const { data } = await graphql(
      `query ($id: ID!) { place(id: $id) { ${fields} division { code name } names { name } } }`,
      { id: placeId },
    );
    const rest = (await test.call(getPlaceName, { params: { id: placeId } })).body;
    const shown = Object.fromEntries(fields.split(' ').map((name) => [name, rest[name as keyof typeof rest]]));
    expect(data.place).toEqual({
      ...shown,
      division: { code: '371081000000', name: '文登市' },
      names: [{ name: '文登老街' }],
    });
  });

  it('nameCheck and pinyin by the functions of REST', async () => {
    const { data } = await graphql(
      '{ nameCheck(name: "二路", subject: STREET, division: "370102001") { findings { code } } pinyin(text: "单县") { pinyin } }',
    );
    expect(data).toEqual({ nameCheck: { findings: [{ code: 'ORDINAL_NAME' }] }, pinyin: { pinyin: 'Shàn Xiàn' } });
    expect(await graphql('{ place(id: "x") { name } }')).toMatchObject({
      errors: [{ extensions: { code: 'INPUT_INVALID' } }],
    });
  });

  it('a place of a village and one of another township each show their division when asked together', async () => {
    const ids = [];
    for (const [name, divisionCode] of [
      ['明一小路', '370181001001'],
      ['解放桥', '370102001000'],
    ] as const) {
      ids.push((await aPlace(test.kit, { name, divisionCode })).placeId);
    }
    const { data } = await graphql(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Place { division { code } } } }',
      { of: ids.map((id) => ({ __typename: 'Place', id })) },
    );
    expect(data._entities).toEqual([{ division: { code: '370181001001' } }, { division: { code: '370102001000' } }]);
  });
});
