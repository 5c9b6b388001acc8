import { randomUUID } from 'node:crypto';
import {
  acceptNameApplication,
  announceNameApplication,
  checkNameApplication,
  createNameApplication,
  decideNameApplication,
  fileNameApplication,
  getNameApplication,
  getPlaceName,
  getPlaceNameHistory,
  installSign,
  listNameApplications,
  type NameApplication,
  type Operation,
  opineOnNameApplication,
  publiciseNameApplication,
  type Role,
  reviewNameApplication,
  surveyNameApplication,
  waiveNameFinding,
} from '@mz/contracts';
import { addDays, addMonths, addWorkingDays } from '@mz/domain';
import { startTestService, type TestService } from '@mz/testing';
import type { Static } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { aPlace } from '../names/factories.ts';

type Application = Static<typeof NameApplication>;

let test: TestService<DB>;
beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

const county = '370181';
const opinion = '经现场踏勘和查阅资料，专家组认为该地名含义健康、用字规范。';
const street = {
  kind: 'NAMING',
  subject: 'STREET',
  applicant: 'BUILDER',
  categoryCode: '23500',
  divisionCode: '370181001000',
  lon: 117.5,
  lat: 36.7,
  meaning: '取当地山水名称，寓意美好，便于记忆。',
} as const;

let serial = 0;
const first = '云松柏梅兰竹菊桂槐榆柳桃杏梨枣枫杉樟楠桐';
const second = '翠碧丹青紫金银玉珠锦绣霞辉耀明清泉溪湖海';

/** A street name that no other test of this file takes. */
function freshName(): string {
  serial += 1;
  return `${first[serial % 20]}${second[Math.floor(serial / 20) % 20]}谷路`;
}

async function as(role: Role, division = county, subject?: string): Promise<string> {
  return test.token({ role, division, ...(subject ? { subject } : {}) });
}

async function create(overrides: object = {}, token?: string) {
  return test.call(createNameApplication, {
    token: token ?? (await as('PLACE_TOWN_CLERK', '370181001')),
    body: { ...street, name: freshName(), ...overrides },
  });
}

async function submitted(overrides: object = {}, token?: string): Promise<Application> {
  const { status, body } = await create(overrides, token);
  expect([status, body]).toMatchObject([201, { state: 'SUBMITTED' }]);
  return body;
}

/** Takes a step and answers the application; the step must pass. */
async function step(operation: Operation, { id, version }: Application, token: string, body: object = {}) {
  const answer = await test.call(operation, { token, params: { id }, version, body } as never);
  expect([answer.status, (answer.body as { code?: string }).code]).toEqual([200, undefined]);
  return answer.body as Application;
}

async function refused(operation: Operation, { id, version }: Application, token: string, body: object = {}) {
  const answer = await test.call(operation, { token, params: { id }, version, body } as never);
  return [answer.status, (answer.body as { code?: string }).code];
}

const survey = { document: '勘察记录2014-1', findings: '现场勘察：道路已建成通车，两侧有居民小区。' };

async function surveyed(application: Application): Promise<Application> {
  const clerk = await as('PLACE_COUNTY_CLERK');
  const accepted = await step(acceptNameApplication, application, clerk);
  const checked = await step(checkNameApplication, accepted, clerk);
  return step(surveyNameApplication, checked, clerk, survey);
}

/** From the survey through the notice; the business clock stands on the day after it. */
async function publicised(application: Application): Promise<Application> {
  const noticed = await step(publiciseNameApplication, application, await as('PLACE_COUNTY_CLERK'));
  await test.setToday(addDays(noticed.publicityEndsOn ?? '', 1));
  return noticed;
}

const yes = { approved: true, document: '章民地〔2014〕1号', reason: '符合规定，同意命名' };

async function approved(overrides: object = {}): Promise<Application> {
  const noticed = await publicised(await surveyed(await submitted(overrides)));
  return step(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), yes);
}

const sign = { kind: 'STREET', material: '铝合金反光', lon: 117.5, lat: 36.7, owner: '章丘市民政局' } as const;

describe('naming, from the application to the sign', () => {
  it('takes every step with its clock, another person for maker, checker and publisher, an audit row and one event', async () => {
    const application = await submitted({ name: '云岭清溪路' });
    expect(application).toMatchObject({ approverLevel: 'COUNTY', needsExperts: false, pinyin: 'Yúnlǐngqīngxī Lù' });
    const today = test.kit.clock.today();
    expect([application.submittedOn, application.dueOn]).toEqual([
      today,
      addWorkingDays(test.kit.calendar, today, 5).day,
    ]);
    const noticed = await publicised(await surveyed(application));
    expect(noticed.publicityEndsOn).toBe(addDays(today, 7));
    const done = await step(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), yes);
    const decidedOn = addDays(today, 8);
    const announceBy = addWorkingDays(test.kit.calendar, decidedOn, 15).day;
    expect(done).toMatchObject({ state: 'APPROVED', decidedOn, dueOn: announceBy });
    const place = await test.call(getPlaceName, { params: { id: done.placeId ?? '' } });
    expect(place.body).toMatchObject({
      name: '云岭清溪路',
      status: 'STANDARD',
      approvalDoc: yes.document,
      approverLevel: 'COUNTY',
      validFrom: decidedOn,
      divisionCode: '370181001000',
    });
    expect(place.body.nationalCode).toMatch(/^37018100123500\d{6}$/);
    const announced = await step(announceNameApplication, done, await as('PLACE_COUNTY_CLERK'));
    const filed = await step(fileNameApplication, announced, await as('PLACE_CITY_OFFICER', '3701'));
    expect(filed.state).toBe('FILED');
    const installed = await test.call(installSign, {
      token: await as('PLACE_TOWN_CLERK', '370181001'),
      body: {
        ...sign,
        placeId: done.placeId,
        signNo: 'S-1',
        text: '云岭清溪路',
        pinyin: 'YUNLINGQINGXI LU',
        installedOn: decidedOn,
      },
    });
    expect(installed.status).toBe(201);
    const read = await test.call(getNameApplication, {
      token: await as('PLACE_COUNTY_CHECKER'),
      params: { id: done.id },
    });
    expect(read.body).toMatchObject({ state: 'SIGNED', signedOn: decidedOn, dueOn: null });
    const events = (await test.published()).filter(({ subject }) => subject === place.body.featureId);
    expect(events.map(({ type, data }) => [type, data])).toMatchObject([
      [
        'cn.gov.sd.mz.place-name.approved.v1',
        {
          placeId: done.placeId,
          name: '云岭清溪路',
          pinyin: 'Yúnlǐngqīngxī Lù',
          formerName: null,
          document: yes.document,
        },
      ],
    ]);
    const audit = await test.rows<{ action: string }>(
      "select action from audit_log where record_id = $1 and record_type = 'name_application' order by seq",
      [done.id],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'nameApplications.create',
      'nameApplications.accept',
      'nameApplications.check',
      'nameApplications.survey',
      'nameApplications.publicise',
      'nameApplications.decide',
      'nameApplications.announce',
      'nameApplications.file',
      'nameApplications.sign',
    ]);
  });

  it('a name whose sign stands already is done with the filing', async () => {
    const done = await approved();
    await test.call(installSign, {
      token: await as('PLACE_TOWN_CLERK', '370181001'),
      body: {
        ...sign,
        placeId: done.placeId,
        signNo: 'S-2',
        text: done.name,
        pinyin: done.pinyin,
        installedOn: '2014-05-01',
      },
    });
    const announced = await step(announceNameApplication, done, await as('PLACE_COUNTY_CLERK'));
    const filed = await step(fileNameApplication, announced, await as('PLACE_CITY_OFFICER', '3701'));
    expect(filed.state).toBe('SIGNED');
  });

  it('the county that rejects gives a reason, and no name comes of it', async () => {
    const noticed = await publicised(await surveyed(await submitted()));
    const rejected = await step(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), {
      approved: false,
      reason: '群众反映强烈，不宜采用',
    });
    expect(rejected).toMatchObject({ state: 'REJECTED', placeId: null, decisionReason: '群众反映强烈，不宜采用' });
    expect(await test.rows('select 1 from place_name where name = $1', [rejected.name])).toEqual([]);
  });

  it('experts review a township before the notice; the province decides', async () => {
    const clerk = await as('PLACE_COUNTY_CLERK', county, 'another-clerk');
    const body = { subject: 'TOWNSHIP', categoryCode: '21400', divisionCode: '370181000000', name: '云泽湖镇' };
    const ready = await surveyed(await submitted(body, clerk));
    expect(ready).toMatchObject({ approverLevel: 'PROVINCE', needsExperts: true });
    expect(await refused(publiciseNameApplication, ready, await as('PLACE_COUNTY_CLERK'))).toEqual([
      409,
      'EXPERT_REVIEW_MISSING',
    ]);
    const reviewed = await step(reviewNameApplication, ready, await as('PLACE_EXPERT', '37'), {
      favourable: true,
      opinion,
    });
    const noticed = await publicised(reviewed);
    expect(await refused(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), yes)).toEqual([
      403,
      'APPROVER_LEVEL_WRONG',
    ]);
    const done = await step(decideNameApplication, noticed, await as('PLACE_PROVINCE_CHECKER', '37'), yes);
    const announced = await step(announceNameApplication, done, await as('PLACE_COUNTY_CLERK'));
    expect(await refused(fileNameApplication, announced, await as('PLACE_CITY_OFFICER', '3701'))).toEqual([
      403,
      'APPROVER_LEVEL_WRONG',
    ]);
    expect((await step(fileNameApplication, announced, await as('PLACE_PROVINCE_OFFICER', '37'))).state).toBe('FILED');
  });

  it('experts who are against it stop the approval', async () => {
    const clerk = await as('PLACE_COUNTY_CLERK', county, 'another-clerk');
    const body = { subject: 'SUBDISTRICT', categoryCode: '21400', divisionCode: '370181000000', name: '云梦泽街道' };
    const ready = await surveyed(await submitted(body, clerk));
    const reviewed = await step(reviewNameApplication, ready, await as('PLACE_EXPERT', '37'), {
      favourable: false,
      opinion,
    });
    const noticed = await publicised(reviewed);
    expect(await refused(decideNameApplication, noticed, await as('PLACE_CITY_OFFICER', '3701'), yes)).toEqual([
      409,
      'EXPERT_OPINION_NEGATIVE',
    ]);
  });

  it('a station is approved by its department after the local government agreed', async () => {
    const clerk = await as('PLACE_COUNTY_CLERK', county, 'another-clerk');
    const body = { subject: 'STATION', categoryCode: '23300', name: '云谷湖站', applicant: 'DEPARTMENT' };
    const noticed = await publicised(await surveyed(await submitted(body, clerk)));
    const checker = await as('PLACE_COUNTY_CHECKER');
    expect(await refused(decideNameApplication, noticed, checker, yes)).toEqual([422, 'GOVERNMENT_AGREEMENT_MISSING']);
    const done = await step(decideNameApplication, noticed, checker, {
      ...yes,
      governmentAgreement: '章政函〔2014〕2号',
    });
    expect(done).toMatchObject({ state: 'APPROVED', approverLevel: 'DEPARTMENT' });
  });

  it('a river into a neighbour province is the State Council’s to approve, through the province', async () => {
    const officer = await as('PLACE_CITY_OFFICER', '3715');
    const body = { subject: 'FEATURE', categoryCode: '12100', name: '云漳清河', divisionCode: '371500000000' };
    const application = await submitted({ ...body, crosses: ['371522000000', '410900000000'] }, officer);
    expect(application.approverLevel).toBe('STATE_COUNCIL');
  });

  it('a river through two counties is a city’s to approve and lies in the city', async () => {
    const clerk = await as('PLACE_COUNTY_CLERK', county, 'another-clerk');
    const body = {
      subject: 'FEATURE',
      categoryCode: '12100',
      name: '云渡清河',
      crosses: ['370181000000', '370125000000'],
    };
    const noticed = await publicised(await surveyed(await submitted(body, clerk)));
    expect(noticed.approverLevel).toBe('CITY');
    const done = await step(decideNameApplication, noticed, await as('PLACE_CITY_OFFICER', '3701'), yes);
    const place = await test.call(getPlaceName, { params: { id: done.placeId ?? '' } });
    expect(place.body).toMatchObject({ divisionCode: '370100000000', nationalCode: '37010000012100000001' });
  });
});

describe('the notice and the two persons', () => {
  it('PUBLICITY_RUNNING until the seventh day is over', async () => {
    const ready = await surveyed(await submitted());
    const noticed = await step(publiciseNameApplication, ready, await as('PLACE_COUNTY_CLERK'));
    expect(await refused(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), yes)).toEqual([
      409,
      'PUBLICITY_RUNNING',
    ]);
  });

  it('SEPARATION_OF_DUTIES: who applied does not take in, decide or announce; who decided does not announce', async () => {
    const both = (role: Role, also: Role) =>
      test.token({ role, division: county, subject: 'both', also: [{ role: also, division: '370181000000' }] });
    const maker = await both('PLACE_COUNTY_CLERK', 'PLACE_COUNTY_CHECKER');
    const own = await submitted({}, maker);
    expect(await refused(acceptNameApplication, own, maker)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const noticed = await publicised(await surveyed(own));
    expect(await refused(decideNameApplication, noticed, maker, yes)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const done = await step(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER', county, 'decider'), yes);
    expect(await refused(announceNameApplication, done, maker)).toEqual([403, 'SEPARATION_OF_DUTIES']);
    const decider = await test.token({
      role: 'PLACE_COUNTY_CLERK',
      division: county,
      subject: 'decider',
    });
    expect(await refused(announceNameApplication, done, decider)).toEqual([403, 'SEPARATION_OF_DUTIES']);
  });

  it('a stale version is refused, and a missing one', async () => {
    const application = await submitted();
    const clerk = await as('PLACE_COUNTY_CLERK');
    await step(acceptNameApplication, application, clerk);
    expect(await refused(checkNameApplication, application, clerk)).toEqual([412, 'VERSION_CONFLICT']);
    const answer = await test.call(checkNameApplication, { token: clerk, params: { id: application.id }, body: {} });
    expect([answer.status, answer.body]).toMatchObject([428, { code: 'PRECONDITION_REQUIRED' }]);
  });

  it('a step out of its turn changes nothing', async () => {
    const application = await submitted();
    expect(await refused(checkNameApplication, application, await as('PLACE_COUNTY_CLERK'))).toEqual([
      409,
      'STATE_TRANSITION_INVALID',
    ]);
    const read = await test.call(getNameApplication, {
      token: await as('PLACE_COUNTY_CLERK'),
      params: { id: application.id },
    });
    expect(read.body).toEqual(application);
  });
});

describe('§14: what an application is refused for', () => {
  it.each([
    ['latin', { name: 'ABC路' }, 422, 'NAME_CHARS'],
    ['digits', { name: '泉城2路' }, 422, 'NAME_CHARS'],
    ['spaces', { name: '泉 城路' }, 422, 'NAME_CHARS'],
    ['a rare character', { name: '龘山路' }, 422, 'RARE_CHAR'],
    ['traditional characters without confirmation', { name: '龍門路' }, 422, 'TRADITIONAL_CHARS'],
    ['letters that do not match', { name: '云天路', pinyin: 'Yun Tian Lu' }, 422, 'PINYIN_MISMATCH'],
    ['no name', { name: undefined }, 422, 'NAME_FIELD_MISSING'],
    ['no meaning', { meaning: undefined }, 422, 'NAME_FIELD_MISSING'],
    ['a mountain’s category for a street', { categoryCode: '13400' }, 422, 'CATEGORY_MISMATCH'],
    ['a category that is not loaded', { categoryCode: '23999' }, 422, 'CATEGORY_MISMATCH'],
    ['swapped coordinates', { lon: 36.7, lat: 117.5 }, 422, 'LONLAT_SWAPPED'],
    ['a position out of range', { lon: 10, lat: 20 }, 422, 'POSITION_OUTSIDE'],
    ['a division that is none', { divisionCode: '370181999000' }, 422, 'DIVISION_NOT_VALID'],
    ['crossing a division that is none', { crosses: ['370199000000'] }, 422, 'DIVISION_NOT_VALID'],
    ['a field that is none', { colour: 'red' }, 400, 'INPUT_INVALID'],
  ])('%s', async (_, overrides, status, code) => {
    const before = await test.rows('select count(*) from name_application');
    const answer = await create(overrides);
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    expect(await test.rows('select count(*) from name_application')).toEqual(before);
  });

  it('PINYIN_MISMATCH of 单县 `Dan Xian` carries the suggestion of the table', async () => {
    const clerk = await as('PLACE_CITY_OFFICER', '3717');
    const body = {
      subject: 'COUNTY_OR_ABOVE',
      categoryCode: '21300',
      divisionCode: '371722000000',
      name: '单县',
      pinyin: 'Dan Xian',
    };
    const answer = await create(body, clerk);
    expect(answer.body).toMatchObject({
      code: 'PINYIN_MISMATCH',
      errors: [{ pointer: '/body/pinyin', detail: 'Shàn Xiàn' }],
    });
  });

  it('traditional characters are converted when the applicant confirms', async () => {
    const application = await submitted({ name: '龍門谷路', conversionConfirmed: true });
    expect(application).toMatchObject({ name: '龙门谷路', pinyin: 'Lóngméngǔ Lù' });
  });

  it('other letters than the rules’ pass with the city’s word and stay with the name', async () => {
    const clerk = await as('PLACE_COUNTY_CLERK');
    const own = { name: '盖冶街', pinyin: 'Gěyě Jiē', pinyinOverride: true };
    const accepted = await step(acceptNameApplication, await submitted(own), clerk);
    expect(await refused(checkNameApplication, accepted, clerk)).toEqual([422, 'PINYIN_MISMATCH']);
    const waiver = { code: 'PINYIN_MISMATCH', reason: '当地世代读作此音，县志有载' };
    expect(await refused(waiveNameFinding, accepted, await as('PLACE_COUNTY_CHECKER'), waiver)).toEqual([
      403,
      'WAIVER_LEVEL',
    ]);
    const waived = await step(waiveNameFinding, accepted, await as('PLACE_CITY_OFFICER', '3701'), waiver);
    expect(waived.waivers).toMatchObject([{ code: 'PINYIN_MISMATCH', reason: waiver.reason }]);
    const checked = await step(checkNameApplication, waived, clerk);
    const ready = await step(surveyNameApplication, checked, clerk, survey);
    const done = await step(decideNameApplication, await publicised(ready), await as('PLACE_COUNTY_CHECKER'), yes);
    const place = await test.call(getPlaceName, { params: { id: done.placeId ?? '' } });
    expect(place.body).toMatchObject({ pinyin: 'Gěyě Jiē', pinyinPlain: 'geyejie' });
  });

  it('HOMOPHONE is let pass by the county’s checker with a reason, DUPLICATE_NAME by nobody', async () => {
    await aPlace(test.kit, { name: '慈云大街' });
    const clerk = await as('PLACE_COUNTY_CLERK');
    const accepted = await step(acceptNameApplication, await submitted({ name: '磁云路' }), clerk);
    expect(await refused(checkNameApplication, accepted, clerk)).toEqual([409, 'HOMOPHONE']);
    const waiver = { code: 'HOMOPHONE', reason: '两路相距甚远，不致混淆' };
    expect(await refused(waiveNameFinding, accepted, await as('PLACE_CITY_OFFICER', '3701'), waiver)).toEqual([
      403,
      'WAIVER_LEVEL',
    ]);
    const waived = await step(waiveNameFinding, accepted, await as('PLACE_COUNTY_CHECKER'), waiver);
    expect((await step(checkNameApplication, waived, clerk)).state).toBe('AUTO_CHECKED');

    const twin = await step(acceptNameApplication, await submitted({ name: '慈云大街' }), clerk);
    expect(await refused(checkNameApplication, twin, clerk)).toEqual([409, 'DUPLICATE_NAME']);
    const attempt = { code: 'DUPLICATE_NAME', reason: '理由不少于十个字才行吧' };
    expect(await refused(waiveNameFinding, twin, await as('PLACE_COUNTY_CHECKER'), attempt)).toEqual([
      400,
      'INPUT_INVALID',
    ]);
    const rejected = await step(decideNameApplication, twin, await as('PLACE_COUNTY_CHECKER'), {
      approved: false,
      reason: '重名',
    });
    expect(rejected.state).toBe('REJECTED');
  });

  it('DUPLICATE_NAME: of two applications for one name the second is refused at its approval', async () => {
    const name = freshName();
    const [one, two] = [await surveyed(await submitted({ name })), await surveyed(await submitted({ name }))];
    const noticed = await step(publiciseNameApplication, one, await as('PLACE_COUNTY_CLERK'));
    const later = await publicised(two);
    const checker = await as('PLACE_COUNTY_CHECKER');
    await step(decideNameApplication, noticed, checker, yes);
    expect(await refused(decideNameApplication, later, checker, { ...yes, document: '章民地〔2014〕2号' })).toEqual([
      409,
      'DUPLICATE_NAME',
    ]);
  });

  it('PERSONAL_NAME may be let pass, STATE_LEADER_NAME and ORDINAL_NAME may not', async () => {
    // Invented names.
    await test.rows(
      "insert into protected_person_name values ('甲乙丙', 'STATE_LEADER', '测试'), ('丁戊己', 'PERSON', '测试') on conflict do nothing",
    );
    const clerk = await as('PLACE_COUNTY_CLERK');
    const checked = async (overrides: object) =>
      refused(checkNameApplication, await step(acceptNameApplication, await submitted(overrides), clerk), clerk);
    expect(await checked({ name: '甲乙丙路' })).toEqual([422, 'STATE_LEADER_NAME']);
    expect(await checked({ name: '丁戊己路' })).toEqual([422, 'PERSONAL_NAME']);
    expect(await checked({ personalName: true })).toEqual([422, 'PERSONAL_NAME']);
    expect(await checked({ name: '第九路' })).toEqual([422, 'ORDINAL_NAME']);
  });

  it('no document, no approval', async () => {
    const noticed = await publicised(await surveyed(await submitted()));
    expect(
      await refused(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), {
        approved: true,
        reason: '同意',
      }),
    ).toEqual([422, 'DOCUMENT_MISSING']);
  });
});

describe('renaming and cancelling', () => {
  async function place(overrides: object = {}) {
    return aPlace(test.kit, { name: freshName(), ...overrides });
  }
  const renaming = { kind: 'RENAMING', reason: 'NON_STANDARD', necessary: true } as const;

  it('the new name takes code and feature, the old one is a former name, its signs are to be replaced in 12 months', async () => {
    const old = await place();
    const token = await as('PLACE_TOWN_CLERK', '370181001');
    const installed = await test.call(installSign, {
      token,
      body: {
        ...sign,
        placeId: old.placeId,
        signNo: 'S-3',
        text: old.name,
        pinyin: old.pinyin,
        installedOn: '2014-04-01',
      },
    });
    expect(installed.status).toBe(201);
    const done = await approved({ ...renaming, placeId: old.placeId });
    const { body } = await test.call(getPlaceNameHistory, { params: { id: old.placeId } });
    expect(body.items).toMatchObject([
      {
        id: old.placeId,
        status: 'FORMER',
        validTo: done.decidedOn,
        nationalCode: null,
        formerCodes: [old.nationalCode],
      },
      {
        id: done.placeId,
        status: 'STANDARD',
        validFrom: done.decidedOn,
        nationalCode: old.nationalCode,
        name: done.name,
      },
    ]);
    const tasks = await test.rows<{ due_on: string; opened_on: string; state: string }>(
      'select state, opened_on::text, due_on::text from sign_task where sign_id = $1',
      [installed.body.id],
    );
    expect(tasks).toEqual([{ state: 'OPEN', opened_on: done.decidedOn, due_on: addMonths(done.decidedOn ?? '', 12) }]);
    const events = (await test.published()).filter(({ subject }) => subject === old.featureId);
    expect(events.map(({ type, data }) => [type, data])).toMatchObject([
      [
        'cn.gov.sd.mz.place-name.renamed.v1',
        { placeId: done.placeId, formerName: old.name, formerPlaceId: old.placeId },
      ],
    ]);
  });

  it('NO_CHANGE: the new name is the old one', async () => {
    const old = await place();
    const answer = await create({ ...renaming, placeId: old.placeId, name: old.name });
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'NO_CHANGE' }]);
  });

  it.each([
    ['without a reason', { reason: undefined }, 'RENAME_REASON_REQUIRED'],
    ['what may or may not be changed is not changed', { necessary: false }, 'RENAME_NOT_NECESSARY'],
    ['without a place', { placeId: undefined }, 'NAME_FIELD_MISSING'],
  ])('%s', async (_, overrides, code) => {
    const old = await place();
    const answer = await create({ ...renaming, placeId: old.placeId, ...overrides });
    expect([answer.status, answer.body]).toMatchObject([422, { code }]);
  });

  it.each(['DUPLICATE', 'DIVISION_CHANGE', 'RESIDENT_REQUEST'])('reason %s is one of the rules', async (reason) => {
    const old = await place();
    expect((await create({ ...renaming, placeId: old.placeId, reason })).status).toBe(201);
  });

  it('a name that is in nobody’s use or unknown', async () => {
    const former = await place({ status: 'FORMER', validTo: '2010-01-01' });
    const answer = await create({ ...renaming, placeId: former.placeId });
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'PLACE_NOT_STANDARD' }]);
    const unknown = await create({ ...renaming, placeId: randomUUID() });
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'PLACE_UNKNOWN' }]);
  });

  it.each(['SECRET', 'INTERNAL'])('a %s name gets no application, and no finding tells of it', async (secrecy) => {
    const name = freshName();
    const hidden = await place({ name, secrecy });
    const answer = await create({ ...renaming, placeId: hidden.placeId });
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'PLACE_UNKNOWN' }]);
    const clerk = await as('PLACE_COUNTY_CLERK');
    const accepted = await step(acceptNameApplication, await submitted({ name }), clerk);
    expect((await step(checkNameApplication, accepted, clerk)).state).toBe('AUTO_CHECKED');
  });

  it('SCOPE_FORBIDDEN: a place of another county', async () => {
    const old = await place({ divisionCode: '370102001000' });
    const answer = await create({ ...renaming, placeId: old.placeId });
    expect([answer.status, answer.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
  });

  it('a heritage name: experts, then the province’s opinion, then the notice', async () => {
    const old = await place({ heritage: 'STREET', protectionLevel: 'PROVINCE' });
    const ready = await surveyed(await submitted({ ...renaming, placeId: old.placeId }));
    expect(ready).toMatchObject({ heritage: true, needsExperts: true, approverLevel: 'COUNTY' });
    const clerk = await as('PLACE_COUNTY_CLERK');
    expect(await refused(publiciseNameApplication, ready, clerk)).toEqual([409, 'EXPERT_REVIEW_MISSING']);
    const reviewed = await step(reviewNameApplication, ready, await as('PLACE_EXPERT', '37'), {
      favourable: true,
      opinion,
    });
    expect(await refused(publiciseNameApplication, reviewed, clerk)).toEqual([409, 'PROVINCE_OPINION_MISSING']);
    const opined = await step(opineOnNameApplication, reviewed, await as('PLACE_PROVINCE_OFFICER', '37'), {
      favourable: false,
      opinion,
    });
    const noticed = await publicised(opined);
    expect(await refused(decideNameApplication, noticed, await as('PLACE_COUNTY_CHECKER'), yes)).toEqual([
      409,
      'EXPERT_OPINION_NEGATIVE',
    ]);
    expect((await test.call(getPlaceName, { params: { id: old.placeId } })).body).toMatchObject({ status: 'STANDARD' });
  });

  it('SIGNS_OPEN: a name with a sign that stands does not end; without one it becomes a former name for good', async () => {
    const old = await place();
    const token = await as('PLACE_TOWN_CLERK', '370181001');
    const installed = await test.call(installSign, {
      token,
      body: {
        ...sign,
        placeId: old.placeId,
        signNo: 'S-4',
        text: old.name,
        pinyin: old.pinyin,
        installedOn: '2014-04-01',
      },
    });
    const ending = { kind: 'CANCELLING', placeId: old.placeId, name: undefined };
    const answer = await create(ending);
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'SIGNS_OPEN' }]);
    await test.rows("update place_sign set condition = 'REMOVED' where id = $1", [installed.body.id]);
    const done = await approved(ending);
    expect(done).toMatchObject({ placeId: old.placeId, name: old.name });
    const read = await test.call(getPlaceName, { params: { id: old.placeId } });
    expect(read.body).toMatchObject({ status: 'FORMER', validTo: done.decidedOn, nationalCode: null });
    const events = (await test.published()).filter(({ subject }) => subject === old.featureId);
    expect(events.map(({ type }) => type)).toEqual(['cn.gov.sd.mz.place-name.cancelled.v1']);
    const announced = await step(announceNameApplication, done, await as('PLACE_COUNTY_CLERK'));
    expect((await step(fileNameApplication, announced, await as('PLACE_CITY_OFFICER', '3701'))).state).toBe('FILED');
  });
});

describe('who may see and do what', () => {
  it('a replay of the key answers the first application; another content is refused', async () => {
    const token = await as('PLACE_TOWN_CLERK', '370181001');
    const key = randomUUID();
    const body = { ...street, name: freshName() };
    const [one, two] = [
      await test.call(createNameApplication, { token, body, key }),
      await test.call(createNameApplication, { token, body, key }),
    ];
    expect(two.body).toEqual(one.body);
    const other = await test.call(createNameApplication, { token, key, body: { ...body, name: freshName() } });
    expect([other.status, other.body]).toMatchObject([422, { code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('no login, a role without the right, another division', async () => {
    const application = await submitted();
    const none = await test.call(createNameApplication, { body: { ...street, name: freshName() } });
    expect([none.status, none.body]).toMatchObject([401, { code: 'TOKEN_MISSING' }]);
    const expert = await create({}, await as('PLACE_EXPERT'));
    expect([expert.status, expert.body]).toMatchObject([403, { code: 'ROLE_NOT_PERMITTED' }]);
    const elsewhere = await create({}, await as('PLACE_TOWN_CLERK', '370102001'));
    expect([elsewhere.status, elsewhere.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
    const other = await as('PLACE_COUNTY_CLERK', '370102');
    const read = await test.call(getNameApplication, { token: other, params: { id: application.id } });
    expect([read.status, read.body]).toMatchObject([404, { code: 'NAME_APPLICATION_UNKNOWN' }]);
    expect(await refused(acceptNameApplication, application, other)).toEqual([404, 'NAME_APPLICATION_UNKNOWN']);
  });

  it.each([
    [acceptNameApplication, {}],
    [checkNameApplication, {}],
    [surveyNameApplication, survey],
    [publiciseNameApplication, {}],
    [announceNameApplication, {}],
    [fileNameApplication, {}],
    [decideNameApplication, yes],
    [waiveNameFinding, { code: 'HOMOPHONE', reason: '两路相距甚远，不致混淆' }],
    [reviewNameApplication, { favourable: true, opinion }],
    [opineOnNameApplication, { favourable: true, opinion }],
  ])('$id: no login, a role without the right, an unknown application', async (operation, body) => {
    const application = await submitted();
    const assistant = await as('VILLAGE_ASSISTANT', '370181001001');
    expect(await refused(operation, application, assistant, body)).toEqual([403, 'ROLE_NOT_PERMITTED']);
    const answer = await test.call(operation, { params: { id: application.id }, version: 1, body } as never);
    expect(answer.status).toBe(401);
    const entitled: Record<string, Role> = {
      'nameApplications.decide': 'PLACE_COUNTY_CHECKER',
      'nameApplications.waive': 'PLACE_COUNTY_CHECKER',
      'nameApplications.review': 'PLACE_EXPERT',
      'nameApplications.opine': 'PLACE_PROVINCE_OFFICER',
      'nameApplications.file': 'PLACE_CITY_OFFICER',
    };
    const token = await as(entitled[operation.id] ?? 'PLACE_COUNTY_CLERK', '37');
    const unknown = { ...application, id: randomUUID() };
    expect(await refused(operation, unknown, token, body)).toEqual([404, 'NAME_APPLICATION_UNKNOWN']);
    // Too early: nothing has been taken in.
    const tooEarly = await refused(operation, application, token, body);
    if (operation !== acceptNameApplication) expect(tooEarly).toEqual([409, 'STATE_TRANSITION_INVALID']);
  });

  it('a village applies for what lies in it, and for nothing more', async () => {
    const assistant = await as('VILLAGE_ASSISTANT', '370181001001');
    const own = { divisionCode: '370181001001' };
    expect((await create(own, assistant)).status).toBe(201);
    const mountain = await create({ ...own, subject: 'FEATURE', categoryCode: '13400', name: '云峰山' }, assistant);
    expect([mountain.status, mountain.body]).toMatchObject([403, { code: 'ROLE_NOT_PERMITTED' }]);
  });

  it('lists by state and by overdue clocks, page by page, the caller’s own only', async () => {
    const waiting = await submitted({}, await as('PLACE_COUNTY_CLERK', county, 'another-clerk'));
    const token = await as('PLACE_COUNTY_CHECKER');
    const pages: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const query = { state: 'SUBMITTED' as const, first: 3, ...(after ? { after } : {}) };
      const { body } = await test.call(listNameApplications, { token, query });
      pages.push(...body.items.map(({ id }) => id));
      after = body.next ?? undefined;
      more = after !== undefined;
    }
    expect(pages).toContain(waiting.id);
    expect(new Set(pages).size).toBe(pages.length);
    await test.setToday(addDays(test.kit.clock.today(), 60));
    const late = await test.call(listNameApplications, { token, query: { overdue: true, first: 200 } });
    expect(late.body.items.find(({ id }) => id === waiting.id)).toMatchObject({ overdue: true });
    expect(late.body.items.every(({ overdue }) => overdue)).toBe(true);
    const other = await test.call(listNameApplications, {
      token: await as('PLACE_COUNTY_CHECKER', '370102'),
      query: {},
    });
    expect(other.body.items).toEqual([]);
    const wrong = await test.call(listNameApplications, { token, query: { after: 'x' } });
    expect([wrong.status, wrong.body]).toMatchObject([400, { code: 'CURSOR_INVALID' }]);
  });
});
