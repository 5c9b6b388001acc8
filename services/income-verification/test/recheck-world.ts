import { randomUUID } from 'node:crypto';
import {
  enrolmentApproved,
  eventType,
  getRecheck,
  listRecheckChanges,
  type OperationOutputOf,
  startRecheck,
  verificationChangeDetected,
} from '@mz/contracts';
import type { StoryHousehold } from '@mz/population';
import { expect, vi } from 'vitest';
import { type Household, startWorld, type World } from './world.ts';

export type Recheck = OperationOutputOf<typeof getRecheck>;

/** A household that draws a benefit. */
export interface Enrolled extends Household {
  readonly enrolmentId: string;
}

/** The world with agencies that answer by file, and the steps of a batch. */
export interface RecheckWorld extends World {
  /** A household of which these members signed a continuous authorization, enrolled. */
  enrolled(key: StoryHousehold['key'], continuous: readonly string[]): Promise<Enrolled>;
  start(kind?: string, change?: object): ReturnType<World['call']>;
  recheck(id: string): Promise<Recheck>;
  /** Waits until a batch is as told. */
  until(id: string, holds: (recheck: Recheck) => boolean): Promise<Recheck>;
  changes(id: string): Promise<Record<string, unknown>[]>;
  /** Hands the files over and lets the answers of the next day come in. */
  answered(): Promise<void>;
  told(personId: string | undefined): Promise<unknown[]>;
  item(recheck: Recheck, item: string): Recheck['items'][number] | undefined;
}

export const county = '370102000000';

/** Starts the world; cremations, payrolls and household registers are told by file. */
export async function startRecheckWorld(): Promise<RecheckWorld> {
  const world = await startWorld();
  for (const [agencyCode, items] of [
    ['CA_FUNERAL', ['CREMATION']],
    ['FISCAL_PAY', ['PAYROLL']],
  ] as const) {
    expect((await world.agree({ agencyCode, mode: 'DF', items: [...items] })).status).toBe(201);
  }
  const recheck = async (id: string): Promise<Recheck> =>
    (await world.call(getRecheck, { token: world.tokens.lead, params: { id } })).body;
  return {
    ...world,
    recheck,
    async enrolled(key, continuous) {
      const opened = await world.openCase(key);
      const authorizationIds = new Map<string, string>();
      for (const { ref } of opened.story.adults) {
        const scopeItems = ['CREMATION', 'PAYROLL', 'HUKOU', 'BENEFIT', 'VEHICLE', 'PENSION', 'SERVING'];
        const signed = await world.sign(opened, ref, { continuous: continuous.includes(ref), scopeItems });
        expect(signed.status).toBe(201);
        authorizationIds.set(ref, signed.body.id);
      }
      const enrolmentId = randomUUID();
      await world.iv.deliver(enrolmentApproved, {
        ...{ subject: enrolmentId, divisionCode: '370102001002', aggregateVersion: 1 },
        data: {
          ...{ enrolmentId, applicationId: opened.applicationId, caseId: opened.caseId, householdId: randomUUID() },
          ...{ programme: 'URBAN_DIBAO', personIds: [...opened.personIds.values()], fromMonth: '2014-05' },
          ...{ amountFen: 1, decisionId: randomUUID() },
        },
      });
      return { ...opened, authorizationIds, enrolmentId };
    },
    start: (kind = 'MONTHLY', change = {}) =>
      world.call(startRecheck, { token: world.tokens.lead, body: { kind, divisionCode: county }, ...change }),
    async until(id, holds) {
      return vi.waitUntil(
        async () => {
          const found = await recheck(id);
          return holds(found) ? found : undefined;
        },
        { timeout: 20_000, interval: 50 },
      );
    },
    async changes(recheckId) {
      const answer = await world.call(listRecheckChanges, { token: world.tokens.operator, query: { recheckId } });
      return answer.body.items;
    },
    async answered() {
      await world.nextHour();
      const next = new Date(`${world.iv.kit.clock.today()}T00:00:00Z`);
      next.setUTCDate(next.getUTCDate() + 1);
      await world.setToday(next.toISOString().slice(0, 10));
      await world.nextHour();
    },
    async told(personId) {
      const type = eventType(verificationChangeDetected);
      const events = (await world.iv.published()).filter((event) => event.type === type);
      return events.map(({ data }) => data).filter((data) => (data as { personId: string }).personId === personId);
    },
    item: ({ items }, item) => items.find((one) => one.item === item),
  };
}
