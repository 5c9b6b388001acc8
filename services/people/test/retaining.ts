import { approveErasure, caseClosed, liftHold, listDuePersons, placeHold, proposeErasure } from '@mz/contracts';
import type { TestAnswer, TestServiceOptions } from '@mz/testing';
import { aBody, anIdNo, type People, startPeople, township } from './fixtures.ts';
import { type Holders, startHolders } from './holders.ts';

/** people beside three services that say what they keep, and two officers of the province. */
export interface Retaining {
  readonly holders: Holders;
  readonly people: People;
  readonly first: string;
  readonly second: string;
  /** Somebody whose only case is closed: registered today with name, number, phone and address. */
  aFormerClient(overrides?: object): Promise<string>;
  /** The ids of all due persons, page by page. */
  due(first?: number): Promise<string[]>;
  propose(personId: string, token?: string): Promise<TestAnswer>;
  approve(id: string, token?: string): Promise<TestAnswer>;
  /** Proposed by one and approved by the other. */
  erase(personId: string): Promise<TestAnswer>;
  hold(personId: string, body?: object, token?: string): Promise<TestAnswer>;
  lift(id: string, token?: string, body?: object): Promise<TestAnswer>;
  stop(): Promise<void>;
}

/** The first day of the business clock here; a registration keeps nobody longer than its own day. */
export const startDay = '2044-06-28';

/** Starts them. */
export async function startRetaining(options: TestServiceOptions = {}): Promise<Retaining> {
  const holders = await startHolders();
  const people = await startPeople({ urls: holders.urls, today: startDay, ...options });
  await people.rows(`update policy_parameter set value = '0' where key = 'retention.registration-years'`);
  const first = await people.token({ role: 'PROVINCE_ADMIN', subject: 'keeper-1' });
  const second = await people.token({ role: 'PROVINCE_ADMIN', subject: 'keeper-2' });
  const propose: Retaining['propose'] = (personId, token = first) =>
    people.call(proposeErasure, { token, body: { personId, basis: '保存期限届满' } });
  const approve: Retaining['approve'] = (id, token = second) =>
    people.call(approveErasure, { token, params: { id }, body: undefined });

  return {
    holders,
    people,
    first,
    second,
    propose,
    approve,
    async aFormerClient(overrides = {}) {
      const person = { ...aBody(anIdNo('1950-05-05')), name: '赵铁柱', residenceAddress: '泉城路 9 号', ...overrides };
      const personId = await people.aPerson(person);
      const caseId = await people.openCase([personId]);
      await people.deliver(caseClosed, {
        subject: caseId.split('/')[1] ?? '',
        divisionCode: township,
        aggregateVersion: 9,
        data: { caseId },
      });
      return personId;
    },
    async due(size = 200) {
      const found: string[] = [];
      for (let after: string | undefined; ; ) {
        const query = { first: size, ...(after === undefined ? {} : { after }) };
        const { status, body } = await people.call(listDuePersons, { token: first, query });
        if (status !== 200) throw new Error(`the list answered ${status} ${JSON.stringify(body)}`);
        found.push(...body.items.map(({ personId }: { personId: string }) => personId));
        if (body.next === null) return found;
        after = body.next;
      }
    },
    async erase(personId) {
      const { status, body } = await propose(personId);
      if (status !== 200) throw new Error(`the proposal answered ${status} ${JSON.stringify(body)}`);
      return approve(body.id);
    },
    hold: (personId, body = {}, token = first) =>
      people.call(placeHold, {
        token,
        body: { personId, reason: '法院调取证据，暂不得删除', legalBasis: '民事诉讼法第六十七条', ...body },
      }),
    lift: (id, token = second, body = { reason: '案件已经审结，解除保全' }) =>
      people.call(liftHold, { token, params: { id }, body }),
    async stop() {
      await people.stop();
      await holders.stop();
    },
  };
}
