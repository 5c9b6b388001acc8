import { approveMerge, getPerson, proposeMerge, splitMerge } from '@mz/contracts';
import type { TestAnswer } from '@mz/testing';
import { aBody, county, type People, startPeople } from './fixtures.ts';
import { type Holders, startHolders } from './holders.ts';

/** people beside three services that say what they hold, and two reviewers of the county. */
export interface Merging {
  readonly holders: Holders;
  readonly people: People;
  readonly reviewer: string;
  readonly second: string;
  /** A person without a number, whom nobody takes for another. */
  aNewborn(overrides?: object): Promise<string>;
  propose(kept: string, dropped: string, token?: string): Promise<TestAnswer>;
  /** Proposed by one and approved by the other; answers the merge's id. */
  merge(kept: string, dropped: string): Promise<string>;
  split(id: string): Promise<TestAnswer>;
  /** The person by an id, for an open case that names another id of theirs. */
  read(id: string, named: string): Promise<TestAnswer>;
  stop(): Promise<void>;
}

export const purpose = 'REGISTER_EVENT';

/** Starts them. */
export async function startMerging(): Promise<Merging> {
  const holders = await startHolders();
  const people = await startPeople({ urls: holders.urls });
  const reviewer = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-1' });
  const second = await people.token({ role: 'COUNTY_REVIEWER', division: county, subject: 'reviewer-2' });

  const propose: Merging['propose'] = (kept, dropped, token = reviewer) =>
    people.call(proposeMerge, { token, purpose, body: { kept, dropped, reason: '同一人重复登记' } });

  return {
    holders,
    people,
    reviewer,
    second,
    propose,
    aNewborn(overrides = {}) {
      const none = { idNo: undefined, phone: undefined, idType: 'HUKOU_BOOK_ONLY', newPersonReason: '另一户' };
      return people.aPerson({ ...aBody(), ...none, ...overrides });
    },
    async merge(kept, dropped) {
      const { status, body } = await propose(kept, dropped);
      if (status !== 201) throw new Error(`the proposal answered ${status} ${JSON.stringify(body)}`);
      const approved = await people.call(approveMerge, { token: second, params: { id: body.id } });
      if (approved.status !== 200) throw new Error(`the approval answered ${JSON.stringify(approved.body)}`);
      return body.id;
    },
    split: (id) => people.call(splitMerge, { token: reviewer, params: { id }, body: { reason: '经核实是两个人' } }),
    async read(id, named) {
      const caseId = await people.openCase([named]);
      return people.call(getPerson, { token: people.acceptor, purpose: 'ASSESS_BENEFIT', caseId, params: { id } });
    },
    async stop() {
      await people.stop();
      await holders.stop();
    },
  };
}
