import type { Operation } from '@mz/contracts';
import * as contracts from '@mz/contracts';
import type { TestAnswer, TestCall } from '@mz/testing';
import { county, type People } from './fixtures.ts';

/** The service with a note of what was called; `said` leaves out what shows clear identity to who may see it. */
export interface Recorded {
  readonly people: People;
  readonly called: ReadonlySet<string>;
  readonly said: readonly string[];
}

/** Operations whose answer is identity in clear for one who may see it: what they store and refuse is scanned all the same. */
const shownInClear: ReadonlySet<string> = new Set(['persons.unmask', 'breakGlass.read']);

/** All operations of people by the contracts. */
export function operationsOfPeople(): string[] {
  return (Object.values(contracts) as unknown[])
    .filter(isOperation)
    .filter(({ service }) => service === 'people')
    .map(({ id }) => id)
    .sort();
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'permission' in value && 'service' in value && 'path' in value;
}

/** Notes each call that is made through it. */
export function recording(people: People): Recorded & { said: string[] } {
  const called = new Set<string>(['persons.register']);
  const said: string[] = [];
  async function call<O extends Operation>(operation: O, given?: TestCall<O>): Promise<TestAnswer> {
    const answer = await people.call(operation, given);
    called.add(operation.id);
    if (!shownInClear.has(operation.id) || answer.status >= 400) said.push(JSON.stringify(answer));
    return answer;
  }
  return { people: { ...people, call }, called, said };
}

/** What else is done to a person whom nobody merged away: unmasking, break-glass, alarms, the list, reversals, merges to their end. */
export async function otherOperations({ people }: Recorded, personId: string): Promise<void> {
  const as = (role: contracts.Role, subject: string) => people.token({ role, division: county, subject });
  const [one, two] = [await as('COUNTY_REVIEWER', 'reviewer-1'), await as('COUNTY_REVIEWER', 'reviewer-2')];
  const caseId = await people.openCase([personId]);
  await unmaskAndWatch(people, personId, { caseId, one, two });
  await mergeToTheEnd(people, personId, { caseId, one, two });
  await reverseADeath(people, personId, one);
  await retire(people, personId);
}

type Officers = { readonly caseId: string; readonly one: string; readonly two: string };

async function unmaskAndWatch(people: People, personId: string, { caseId, one, two }: Officers): Promise<void> {
  const auditor = await people.token({ role: 'AUDITOR', subject: 'auditor-1' });
  const purpose = 'ASSESS_BENEFIT' as const;
  for (const field of ['name', 'idNo', 'phone', 'residenceAddress']) {
    const body = { personIds: [personId], field, reason: '电话回访核实家庭情况所需' };
    await people.call(contracts.unmaskPerson, { token: one, purpose, caseId, body });
    await people.call(contracts.unmaskPerson, { token: one, purpose, caseId, body: { ...body, reason: '短' } });
  }
  const body = { emergency: '暴雨红色预警', reason: '转移受困群众，生命危险', minutes: 60 };
  const glass = await people.call(contracts.openBreakGlass, { token: one, body });
  const params = { id: glass.body.id };
  await people.call(contracts.readBreakGlass, { token: one, params, body: { personId } });
  await people.call(contracts.confirmBreakGlass, { token: two, params, body: { note: '情况属实' } });
  await people.call(contracts.listBreakGlass, { token: auditor });
  const officers = [
    await people.token({ role: 'CITY_SUPERVISOR', division: '370100000000', subject: 'officer-1' }),
    await people.token({ role: 'CITY_SUPERVISOR', division: '370100000000', subject: 'officer-2' }),
  ];
  const [first = '', second = ''] = officers;
  const entry = await people.call(contracts.proposeNotedPerson, {
    token: first,
    body: { personId, reason: '公众人物' },
  });
  const noted = { params: { id: entry.body.id }, body: { agreed: true } };
  await people.call(contracts.decideNotedPerson, { token: second, ...noted });
  await people.call(contracts.getPerson, { token: first, purpose: 'SUPERVISE', caseId, params: { id: personId } });
  await people.call(contracts.proposeNotedRemoval, { token: first, ...noted, body: { reason: '不再需要' } });
  await people.call(contracts.listNotedPersons, { token: auditor });
  const alarms = await people.call(contracts.listAlarms, { token: auditor });
  await people.call(contracts.reviewAlarm, {
    token: auditor,
    params: { id: alarms.body.items[0].id },
    body: { outcome: 'JUSTIFIED', note: '工作需要' },
  });
}

async function mergeToTheEnd(people: People, personId: string, { caseId, one, two }: Officers): Promise<void> {
  const purpose = 'REGISTER_EVENT' as const;
  const none = { idNo: undefined, phone: undefined, idType: 'HUKOU_BOOK_ONLY', newPersonReason: '另一户' };
  // The person may be dead by now: a merge is between the living.
  const [kept, twin, other] = [await people.aPerson(), await people.aPerson(none), await people.aPerson(none)];
  const reason = '同一人重复登记';
  const propose = async (dropped: string) =>
    (await people.call(contracts.proposeMerge, { token: one, purpose, body: { kept, dropped, reason } })).body.id;
  const merge = { id: await propose(twin) };
  await people.call(contracts.approveMerge, { token: two, params: merge });
  await people.call(contracts.splitMerge, { token: one, params: merge, body: { reason } });
  await people.call(contracts.refuseMerge, { token: two, params: { id: await propose(other) }, body: { reason } });
  await people.call(contracts.listMerges, { token: one });
  const matches = await people.call(contracts.listMatches, { token: one, purpose });
  const match = { id: matches.body.items?.[0]?.id ?? personId };
  await people.call(contracts.dismissMatch, { token: one, params: match, body: { reason: '核实为两人' } });
  const kin = { personId, relativeId: other, kind: 'SIBLING', validFrom: '2008-01-01', source: '户口簿' };
  await people.call(contracts.recordKinship, { token: people.acceptor, body: kin });
  const service = await people.serviceToken('social-assistance');
  await people.call(contracts.checkKinship, { token: service, body: { personId: other, caseId } });
  await people.call(contracts.completeIdentity, {
    token: one,
    purpose,
    caseId: await people.openCase([other]),
    params: { id: other },
    body: { idNo: '370900198203109057', source: 'HUKOU_BOOK', documentSha256: '0'.repeat(64) },
  });
  const tasks = await people.call(contracts.listTasks, { token: one });
  await people.call(contracts.resolveTask, {
    token: one,
    params: { id: tasks.body.items?.[0]?.id ?? personId },
    body: { outcome: 'NOTHING_TO_DO', note: '无须处理' },
  });
}

async function reverseADeath(people: People, personId: string, token: string): Promise<void> {
  const body = { kind: 'DEATH', personId, eventDate: '2014-04-01', source: 'PSB_CANCEL', matchedBy: 'NUMBER' };
  const death = await people.call(contracts.reportLifeEvent, { token: people.acceptor, body });
  const params = { id: death.body.noticeId };
  await people.call(contracts.previewReversal, { token, params });
  const said = { reason: '销户登记有误', documentSha256: '0'.repeat(64) };
  await people.call(contracts.performReversal, { token, params, body: said });
  await people.call(contracts.reportReversal, { token, params });
}

/** Retention, where the person is not due and held: its refusals and lists. */
async function retire(people: People, personId: string): Promise<void> {
  const admin = await people.token({ role: 'PROVINCE_ADMIN', subject: 'keeper-1' });
  const second = await people.token({ role: 'PROVINCE_ADMIN', subject: 'keeper-2' });
  await people.call(contracts.listDuePersons, { token: admin });
  const body = { personId, reason: '诉讼期间保全证据材料', legalBasis: '民事诉讼法第八十一条' };
  const hold = await people.call(contracts.placeHold, { token: admin, body });
  const erasure = await people.call(contracts.proposeErasure, { token: admin, body: { personId, basis: '保存期满' } });
  await people.call(contracts.approveErasure, { token: second, params: { id: erasure.body.id ?? personId } });
  const lifted = { params: { id: hold.body.id ?? personId }, body: { reason: '案件审结，不再需要保全' } };
  await people.call(contracts.liftHold, { token: second, ...lifted });
}
