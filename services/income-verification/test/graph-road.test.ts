import { randomUUID } from 'node:crypto';
import {
  getAuthorization,
  getAuthorizationDraft,
  getObjection,
  getReport,
  getRequest,
  listEntrustingUnits,
  listMechanisms,
  listProtectedPersons,
  type Operation,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Household, hashOf, startWorld, type World } from './world.ts';

/** What screens do from the first signature to the answer of an objection, through mutations alone; REST shows the same. */
let world: World;
let tokens: Readonly<
  Record<'clerk' | 'entrust' | 'operator' | 'second' | 'checker' | 'lead' | 'admin' | 'admin2', string>
>;
beforeAll(async () => {
  world = await startWorld();
  tokens = {
    ...world.tokens,
    admin: await world.iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-1' }),
    admin2: await world.iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-2' }),
  };
});
afterAll(() => world?.stop());

type Who = keyof typeof tokens;

async function ask(who: Who, document: string, variables: object, once: string = randomUUID()) {
  const headers = {
    authorization: `Bearer ${await world.iv.serviceToken('gateway')}`,
    'x-user-token': tokens[who],
    'x-purpose': 'VERIFY_MEANS',
  };
  const payload = { query: document, variables: { ...variables, key: once } };
  const response = await world.iv.inject({ method: 'POST', url: '/graphql', headers, payload });
  const { data, errors } = response.json();
  if (errors !== undefined) return { code: errors[0].extensions?.code ?? errors[0].message };
  return { record: data.done };
}

/** A mutation with an id, an input and a version as far as it takes them. */
function documentOf(field: string, takes: { id?: true; input?: string; seen?: true }, fields: string): string {
  const variables = [
    ...(takes.id ? ['$id: ID!'] : []),
    ...(takes.input === undefined ? [] : [`$input: ${takes.input}!`]),
    ...(takes.seen ? ['$seen: Int!'] : []),
    '$key: String!',
  ];
  const args = [
    ...(takes.id ? ['id: $id'] : []),
    ...(takes.input === undefined ? [] : ['input: $input']),
    ...(takes.seen ? ['expectedVersion: $seen'] : []),
    'idempotencyKey: $key',
  ];
  return `mutation (${variables.join(', ')}) { done: ${field}(${args.join(', ')}) { ${fields} } }`;
}

const shown = async (operation: Operation, id: string, who: Who = 'operator') =>
  (await world.call(operation, { token: tokens[who], params: { id } })).body;

const requestFields = `id no applicationId caseId purpose programme kind priority origin divisionCode state asOf dueDate intakeDueDate
  defects answered total mandatoryOpen pausedReason reportId version
  subQueries { id personId agencyCode itemCode mandatory attempt state outcome dueAt }`;
const authorizationFields = `id no caseId grantorPersonId guardianPersonId supporter scopeItems scopePurposes periodFrom periodTo
  validFrom validTo continuous signedOn method status endedOn endedReason supersededBy version`;

function signatureOf(household: Omit<Household, 'authorizationIds'>, ref: string) {
  return {
    ...{ caseId: household.caseId, divisionCode: household.story.household.divisionCode, supporter: false },
    ...{ grantorPersonId: household.personIds.get(ref), scopeItems: ['HUKOU', 'VEHICLE', 'BENEFIT', 'MARRIAGE'] },
    ...{ scopePurposes: ['DIBAO'], continuous: false },
  };
}
const signed = () => ({
  ...{ signedOn: '2014-04-28', method: 'WET_INK', documentSha256: hashOf(randomUUID()), witnessSubject: 'witness-1' },
});

describe('authorizations', () => {
  test('drafted, signed on its form, signed at once, revoked: as REST shows it, and refused as REST refuses', async () => {
    const household = await world.openCase('carOwner');
    const draft = documentOf(
      ...(['draftMeansAuthorization', { input: 'DraftMeansAuthorizationInput' }] as const),
      'id no caseId divisionCode grantorPersonId guardianPersonId supporter scopeItems scopePurposes periodFrom periodTo continuous draftedOn status version',
    );
    const input = { ...signatureOf(household, 'S-C.1'), periodFrom: null };
    expect(await ask('operator', draft, { input })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    expect(await ask('clerk', draft, { input: { ...input, scopeItems: ['STARS'] } })).toEqual({ code: 'ITEM_UNKNOWN' });
    const drafted = await ask('clerk', draft, { input });
    expect(drafted.record).toEqual(await shown(getAuthorizationDraft, drafted.record.id, 'clerk'));
    const sign = documentOf(
      ...([
        'signMeansAuthorizationDraft',
        { id: true, input: 'SignMeansAuthorizationDraftInput', seen: true },
      ] as const),
      authorizationFields,
    );
    const { id } = drafted.record;
    expect(await ask('clerk', sign, { id, input: signed(), seen: 9 })).toEqual({ code: 'VERSION_CONFLICT' });
    const done = await ask('clerk', sign, { id, input: signed(), seen: 1 });
    expect(done.record).toEqual(await shown(getAuthorization, id));
    const atOnce = documentOf(
      ...(['signMeansAuthorization', { input: 'SignMeansAuthorizationInput' }] as const),
      authorizationFields,
    );
    const other = await ask('clerk', atOnce, { input: { ...signatureOf(household, 'S-C.2'), ...signed() } });
    expect(other.record).toMatchObject({ status: 'ACTIVE', version: 1 });
    const revoke = documentOf(
      ...(['revokeMeansAuthorization', { id: true, input: 'RevokeMeansAuthorizationInput', seen: true }] as const),
      authorizationFields,
    );
    const end = {
      id: other.record.id,
      input: { revokedOn: '2014-04-28', documentSha256: hashOf('withdrawn') },
      seen: 1,
    };
    const once = randomUUID();
    const revoked = await ask('clerk', revoke, end, once);
    expect(revoked.record).toMatchObject({ status: 'REVOKED', endedReason: 'REVOKED' });
    expect(await ask('clerk', revoke, end, once)).toEqual(revoked);
    expect(revoked.record).toEqual(await shown(getAuthorization, other.record.id));
  });
});

describe('requests, reports and objections', () => {
  const draft = documentOf('draftVerificationRequest', { input: 'DraftVerificationRequestInput' }, requestFields);
  const content = (household: Household, assets: object[] = []) => ({
    ...{ asOf: '2014-04-28', windowFrom: '2013-10', windowTo: '2014-03', limits: null },
    subjects: household.story.household.members.map(({ ref, relationToHead }) => ({
      ...{ personId: household.personIds.get(ref), role: 'COUNTED', relationToHead },
      authorizationId: household.authorizationIds.get(ref) ?? null,
    })),
    declared: { incomes: [], assets },
  });

  test('a draft is entered, amended, and stopped', async () => {
    const household = await world.aHousehold('carOwner');
    const input = {
      ...{ caseId: household.caseId, householdId: randomUUID(), divisionCode: '370102001002', purpose: 'DIBAO' },
      ...{ programme: 'URBAN_DIBAO', kind: 'INITIAL', priority: 'NORMAL', ...content(household) },
    };
    expect(await ask('operator', draft, { input })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    const made = await ask('clerk', draft, { input });
    expect(made.record).toMatchObject({ state: 'DRAFT', origin: 'TOWNSHIP', version: 1 });
    const { id } = made.record;
    expect(made.record).toEqual(await shown(getRequest, id));
    const amend = documentOf(
      ...(['amendVerificationRequest', { id: true, input: 'AmendVerificationRequestInput', seen: true }] as const),
      requestFields,
    );
    const asset = {
      personId: household.personIds.get('S-C.1'),
      kind: 'DEPOSIT',
      valueFen: 1,
      shareBp: 10_000,
      asOf: '2014-04-28',
    };
    const amended = await ask('clerk', amend, { id, input: content(household, [asset]), seen: 1 });
    expect(amended.record).toMatchObject({ state: 'DRAFT', version: 2 });
    expect(await ask('clerk', amend, { id, input: content(household), seen: 1 })).toEqual({ code: 'VERSION_CONFLICT' });
    const cancel = documentOf(
      ...(['cancelVerificationRequest', { id: true, input: 'CancelVerificationRequestInput', seen: true }] as const),
      requestFields,
    );
    const stopped = await ask('entrust', cancel, { id, input: { reason: '申请人撤回' }, seen: 2 });
    expect(stopped.record).toEqual(await shown(getRequest, id));
    expect(stopped.record).toMatchObject({ state: 'CANCELLED' });
  });

  test('a request that has defects goes back once', async () => {
    const id = await world.request(world.briefOf(await world.aHousehold('carOwner')));
    const { version } = await shown(getRequest, id);
    const back = documentOf(
      ...(['returnVerificationRequest', { id: true, input: 'ReturnVerificationRequestInput', seen: true }] as const),
      requestFields,
    );
    const given = { id, input: { defects: ['申报缺少存款'] }, seen: version };
    const returned = await ask('entrust', back, given);
    expect(returned.record).toEqual(await shown(getRequest, id));
    expect(await ask('entrust', back, { ...given, seen: version + 1 })).toEqual({ code: 'STATE_TRANSITION_INVALID' });
  });

  test('compiled by one, issued by another, consented to, objected to, asked again and answered', async () => {
    const household = await world.aHousehold('carOwner');
    const id = await world.request(world.briefOf(household));
    await world.entrust(id);
    await world.dispatch(id);
    const compile = documentOf('compileVerificationReport', { id: true }, 'id state reportVersion verdict version');
    expect(await ask('checker', compile, { id })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    const compiled = await ask('operator', compile, { id });
    expect(compiled.record).toMatchObject({ state: 'COMPILED', verdict: 'EXCEEDS_ASSET', reportVersion: 1 });
    const reportId = compiled.record.id;
    const issue = documentOf('issueVerificationReport', { id: true, seen: true }, 'id state issuedOn validTo version');
    expect(await ask('checker', issue, { id: reportId, seen: 9 })).toEqual({ code: 'VERSION_CONFLICT' });
    const issued = await ask('checker', issue, { id: reportId, seen: compiled.record.version });
    const { state, issuedOn, validTo, version } = await shown(getReport, reportId);
    expect(issued.record).toEqual({ id: reportId, state, issuedOn, validTo, version });
    const consent = documentOf(
      ...(['recordReportConsent', { id: true, input: 'RecordReportConsentInput' }] as const),
      'personId recordedOn',
    );
    const personId = household.personIds.get('S-C.2') ?? '';
    const given = { id, input: { personId, documentSha256: hashOf('consent') } };
    expect(await ask('clerk', consent, given)).toEqual({ record: { personId, recordedOn: '2014-04-28' } });
    expect(await ask('clerk', consent, given)).toEqual({ code: 'CONSENT_RECORDED' });

    const open = documentOf('openObjection', { id: true, input: 'OpenObjectionInput' }, 'id dueOn state');
    const contested = {
      ...{ items: [{ personId: household.personIds.get('S-C.1'), type: 'VEHICLE' }], toldOn: '2014-04-28' },
      ...{ evidenceSha256s: [hashOf('contract')], text: '车辆已转让' },
    };
    const opened = await ask('clerk', open, { id: reportId, input: contested });
    expect(opened.record).toMatchObject({ state: 'OPEN', dueOn: '2014-05-13' });
    const objectionId = opened.record.id;
    const fields = 'id reportId requestId items { personId type } openedOn dueOn state agencyErrors closedOn';
    const again = documentOf('reverifyObjection', { id: true }, fields);
    expect(await ask('operator', again, { id: objectionId })).toEqual({ code: 'SEPARATION_OF_DUTIES' });
    const asked = await ask('second', again, { id: objectionId });
    expect(asked.record).toEqual(await shown(getObjection, objectionId));
    await world.dispatch(id);
    const close = documentOf('closeObjection', { id: true, input: 'CloseObjectionInput' }, fields);
    const result = { id: objectionId, input: { result: 'UPHELD', agencyCode: null, reason: '登记未变更' } };
    expect(await ask('operator', close, result)).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    const closed = await ask('lead', close, result);
    expect(closed.record).toMatchObject({ state: 'UPHELD' });
    expect(closed.record).toEqual(await shown(getObjection, objectionId));
  });

  test('rows that are in no doubt are not decided on', async () => {
    const decide = documentOf('decideAnswerRows', { id: true, input: 'DecideAnswerRowsInput' }, 'id state decision');
    const [question] = await world.iv.rows<{ id: string }>("select id from sub_query where state = 'ANSWERED' limit 1");
    const input = { decision: 'CONFIRMED', reason: '同一人', evidenceSha256s: [hashOf('id card')] };
    expect(await ask('operator', decide, { id: question?.id, input })).toEqual({ code: 'ROWS_NOT_IN_DOUBT' });
    expect(await ask('operator', decide, { id: randomUUID(), input })).toEqual({ code: 'SUB_QUERY_UNKNOWN' });
    expect(await ask('clerk', decide, { id: question?.id, input })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
  });
});

describe('what the province keeps', () => {
  test('units: admitted, and ended; one of them enters a request that its officer may not enter for another purpose', async () => {
    const fields = 'id code name divisionCode purposes officerSubject validFrom validTo version';
    const create = documentOf('createEntrustingUnit', { input: 'CreateEntrustingUnitInput' }, fields);
    const input = {
      ...{ code: 'housing-office', name: '住房保障部门', divisionCode: '370102000000', purposes: ['HOUSING'] },
      ...{ officerSubject: 'housing-officer', validFrom: '2014-01-01', validTo: null },
    };
    const made = await ask('admin', create, { input });
    expect(await ask('admin', create, { input })).toEqual({ code: 'UNIT_DUPLICATE' });
    expect(await ask('entrust', create, { input })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    const listed = async () => (await world.call(listEntrustingUnits, { token: tokens.admin })).body.items;
    expect(await listed()).toContainEqual(made.record);
    const household = await world.aHousehold('carOwner');
    const enter = documentOf(
      'createUnitVerificationRequest',
      { input: 'CreateUnitVerificationRequestInput' },
      requestFields,
    );
    const request = {
      ...{ unitCode: 'housing-office', caseRef: 'H-1', divisionCode: '370102001002', purpose: 'EDUCATION' },
      ...{ priority: 'NORMAL', asOf: '2014-04-28', windowFrom: '2013-10', windowTo: '2014-03' },
      subjects: [{ personId: household.personIds.get('S-C.1'), role: 'COUNTED', relationToHead: 'HEAD' }],
    };
    expect(await ask('entrust', enter, { input: request })).toMatchObject({
      code: expect.stringMatching(/PURPOSE|SCOPE|UNIT/),
    });
    const end = documentOf('endEntrustingUnit', { id: true, input: 'EndEntrustingUnitInput', seen: true }, fields);
    const ended = await ask('admin', end, { id: made.record.id, input: { validTo: '2014-12-31' }, seen: 1 });
    expect(await listed()).toContainEqual(ended.record);
  });

  test('mechanisms and the province’s rule: planned, changed, established, revoked; recorded and confirmed by another', async () => {
    const fields = `id divisionCode institutionName status docNo establishedOn staffCount agenciesConnected firstReportOn revokedOn
      counted version`;
    const of = (field: string, input: string, step = true) =>
      documentOf(field, step ? { id: true, input, seen: true } : { input }, fields);
    const listed = async () => (await world.call(listMechanisms, { token: tokens.admin })).body.items;
    const plan = of('planVerificationMechanism', 'PlanVerificationMechanismInput', false);
    const agencies = ['PSB_HUKOU', 'AIC', 'PSB_VEHICLE'];
    const planned = await ask('lead', plan, {
      input: {
        divisionCode: '370102000000',
        institutionName: '历下区核对中心',
        staffCount: 2,
        agenciesConnected: null,
      },
    });
    const { id } = planned.record;
    expect(await listed()).toContainEqual(planned.record);
    const change = of('changeVerificationMechanism', 'ChangeVerificationMechanismInput');
    const changed = await ask('lead', change, { id, input: { staffCount: 3, agenciesConnected: agencies }, seen: 1 });
    expect(changed.record).toMatchObject({ staffCount: 3, version: 2 });
    const establish = of('establishVerificationMechanism', 'EstablishVerificationMechanismInput');
    const document = { docNo: '历编〔2014〕1号', documentSha256: 'ab'.repeat(32), establishedOn: '2014-03-01' };
    expect(await ask('lead', establish, { id, input: document, seen: 2 })).toEqual({ code: 'ROLE_NOT_PERMITTED' });
    const established = await ask('admin', establish, { id, input: document, seen: 2 });
    expect(await listed()).toContainEqual(established.record);
    const revoke = of('revokeVerificationMechanism', 'RevokeVerificationMechanismInput');
    const revoked = await ask('admin', revoke, { id, input: { revokedOn: '2014-04-28', reason: '撤并' }, seen: 3 });
    expect(revoked.record).toMatchObject({ status: 'REVOKED' });
    const record = documentOf('recordProvincialRule', { input: 'RecordProvincialRuleInput' }, 'id confirmed version');
    const rule = {
      title: '核对办法',
      docNo: '鲁民〔2014〕30号',
      issuedOn: '2014-04-01',
      documentSha256: 'cd'.repeat(32),
    };
    const recorded = await ask('admin', record, { input: rule });
    expect(recorded.record).toMatchObject({ confirmed: false, version: 1 });
    const confirm = documentOf('confirmProvincialRule', { id: true, seen: true }, 'id confirmed version');
    const step = { id: recorded.record.id, seen: 1 };
    expect(await ask('admin', confirm, step)).toEqual({ code: 'TWO_PERSON_REQUIRED' });
    expect((await ask('admin2', confirm, step)).record).toMatchObject({ confirmed: true, version: 2 });
  });

  test('the protected list: proposed and decided by two, left by two', async () => {
    const fields = 'id state reason proposedOn listedOn removedOn version';
    const propose = documentOf('proposeProtectedPerson', { input: 'ProposeProtectedPersonInput' }, fields);
    const proposed = await ask('admin', propose, { input: { personId: randomUUID(), reason: '省级干部家属' } });
    const { id } = proposed.record;
    const decide = documentOf(
      'decideProtectedPerson',
      { id: true, input: 'DecideProtectedPersonInput', seen: true },
      fields,
    );
    const agree = { id, input: { agreed: true }, seen: 1 };
    expect(await ask('admin', decide, agree)).toEqual({ code: 'TWO_PERSON_REQUIRED' });
    expect((await ask('admin2', decide, agree)).record).toMatchObject({ state: 'LISTED' });
    const remove = documentOf(
      'proposeProtectedRemoval',
      { id: true, input: 'ProposeProtectedRemovalInput', seen: true },
      fields,
    );
    const removal = await ask('admin', remove, { id, input: { reason: '已离任，无须保护' }, seen: 2 });
    expect(removal.record).toMatchObject({ state: 'REMOVAL_PROPOSED', version: 3 });
    const { body } = await world.call(listProtectedPersons, { token: tokens.admin });
    expect(body.items).toContainEqual(removal.record);
    expect(await ask('lead', propose, { input: { personId: randomUUID(), reason: '省级干部' } })).toEqual({
      code: 'ROLE_NOT_PERMITTED',
    });
  });
});
