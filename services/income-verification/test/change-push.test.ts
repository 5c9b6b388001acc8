import { revokeAuthorization } from '@mz/contracts';
import { currentSigner } from '@mz/crypto';
import { storyPeople } from '@mz/population';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callAs } from './partner.ts';
import { type Enrolled, type RecheckWorld, startRecheckWorld } from './recheck-world.ts';
import { hashOf } from './world.ts';

let world: RecheckWorld;
let cars: Enrolled;
beforeAll(async () => {
  world = await startRecheckWorld();
  // The timetable plans no batch of its own here.
  await rows("update policy_parameter set value = '[12]' where key = 'recheck.MONTHLY.months'");
  await rows(`update policy_parameter set value = '["HRSS_PENSION"]' where key = 'change_push_agencies'`);
  cars = await world.enrolled('carOwner', ['S-C.1', 'S-C.2']);
});
afterAll(() => world?.stop());

const rows = <R extends object>(sql: string, values: unknown[] = []) => world.iv.rows<R>(sql, values);
const asAgency = (code: string, path: string, body?: object) => {
  const { id, privateKey } = currentSigner(world.iv.kit.keys, 'signing/agency-simulator');
  return callAs(world.iv, { keyId: `${code}/${id}`, privateKey }, path, body ? { method: 'POST', body } : {});
};

interface Told {
  readonly ref: string;
  readonly idNo: string;
  readonly name: string;
  readonly items: string[];
}

const watched = async (): Promise<Told[]> =>
  (await asAgency('HRSS_PENSION', '/exchange/v1/subscriptions')).body.subscriptions;
const tell = (changes: object[], code = 'HRSS_PENSION') => asAgency(code, '/exchange/v1/changes', { changes });
const started = (ref: string | undefined, change: object = {}) => ({
  ...{ ref, item: 'PENSION', kind: 'PENSION_STARTED', band: '1000-1099', asOf: '2014-04-28' },
  ...change,
});

/** The one whom the agency knows by a ref. */
async function personOf(ref: string | undefined): Promise<string> {
  const [row] = await rows<{ person_id: string }>('select person_id from subscription where id = $1', [ref]);
  return row?.person_id ?? '';
}

describe('PUSH: an agency fetches whom to watch and tells changes (§8)', () => {
  test('whom to watch: number, name and its own items of those who signed a continuous authorization', async () => {
    const found = await watched();
    expect(found).toHaveLength(2);
    for (const { idNo, name, items } of found) {
      expect(storyPeople.find((person) => person.idNo === idNo)).toMatchObject({ name });
      expect(items).toEqual(['PENSION']);
    }
    expect(await rows("select from exchange_message where kind = 'SUBSCRIPTIONS' and direction = 'IN'")).toHaveLength(
      1,
    );
  });

  test('a change is told to the bureau by kind and band, once, however often the agency says it', async () => {
    const [first] = await watched();
    const personId = await personOf(first?.ref);
    const said = await tell([started(first?.ref)]);
    expect([said.status, said.body]).toEqual([200, { partner: 'HRSS_PENSION', taken: 1, new: 1, dropped: 0 }]);
    expect((await tell([started(first?.ref)])).body).toMatchObject({ taken: 1, new: 0, dropped: 0 });
    expect(await world.told(personId)).toEqual([
      { personId, kind: 'PENSION_STARTED', band: '1000-1099', asOf: '2014-04-28' },
    ]);
    expect(await rows('select agency_code, kind from change_notice')).toEqual([
      { agency_code: 'HRSS_PENSION', kind: 'PENSION_STARTED' },
    ]);
  });

  test('what nobody asked for is dropped, counted and told back', async () => {
    const [first] = await watched();
    const before = await rows('select from change_notice');
    const { body } = await tell([
      started('018f2a10-0000-7000-8000-0000000000b1'),
      started(first?.ref, { item: 'VEHICLE', kind: 'VEHICLE_NEW' }),
      started(first?.ref, { kind: 'HOUSE_NEW' }),
      started(first?.ref, { asOf: '2014-04-29' }),
    ]);
    expect(body).toEqual({ partner: 'HRSS_PENSION', taken: 0, new: 0, dropped: 4 });
    expect(await rows('select from change_notice')).toHaveLength(before.length);
    expect(await rows('select partner_code, code, count from partner_fault')).toEqual([
      { partner_code: 'HRSS_PENSION', code: 'ANSWER_OVER_RETURN', count: 4 },
    ]);
    const inbox = await asAgency('HRSS_PENSION', '/exchange/v1/notices');
    expect(inbox.body.notices).toMatchObject([{ kind: 'OVER_RETURN', code: 'ANSWER_OVER_RETURN' }]);
  });

  test('CHANGE_NOT_PUSHED: an agency that is asked each day neither fetches nor tells', async () => {
    const [first] = await watched();
    for (const answer of [
      await tell([started(first?.ref)], 'AIC'),
      await asAgency('AIC', '/exchange/v1/subscriptions'),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'CHANGE_NOT_PUSHED']);
  });

  test.each([
    ['no list', {}],
    ['a kind that there is not', { changes: [{ ...started('018f2a10-0000-7000-8000-0000000000b1'), kind: 'RICH' }] }],
    ['an amount', { changes: [{ ...started('018f2a10-0000-7000-8000-0000000000b1'), amountFen: 1 }] }],
  ])('INPUT_INVALID: %s', async (_name, body) => {
    const answer = await asAgency('HRSS_PENSION', '/exchange/v1/changes', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'INPUT_INVALID']);
  });

  test('who takes the permission back is not watched from the same moment', async () => {
    const revoked = await world.call(revokeAuthorization, {
      ...{ token: world.tokens.clerk, params: { id: cars.authorizationIds.get('S-C.2') ?? '' }, version: 1 },
      ...{ purpose: 'VERIFY_MEANS', body: { documentSha256: hashOf('撤回'), revokedOn: '2014-04-28' } },
    });
    expect(revoked.status).toBe(200);
    expect(await watched()).toHaveLength(1);
    const [gone] = await rows<{ id: string }>('select id from subscription where person_id = $1 and channel = $2', [
      ...[cars.personIds.get('S-C.2'), 'PUSH'],
    ]);
    expect((await tell([started(gone?.id)])).body).toMatchObject({ taken: 0, dropped: 1 });
  });

  test('GRANT_MISSING: what no grant lets cross is neither fetched nor taken', async () => {
    const [first] = await watched();
    await rows("update exchange_grant set status = 'ENDED' where partner_code = 'HRSS_PENSION' and item = 'PENSION'");
    expect(await watched()).toEqual([]);
    expect((await tell([started(first?.ref, { asOf: '2014-04-27' })])).body).toMatchObject({ taken: 0, dropped: 1 });
    await rows(
      "update exchange_grant set status = 'IN_FORCE' where partner_code = 'HRSS_PENSION' and item = 'PENSION'",
    );
  });
});

describe('a batch asks only what a grant lets cross', () => {
  test('NO_GRANT: a batch asks nobody about an item that no grant lets cross, visibly; the others go on', async () => {
    await rows("update exchange_grant set status = 'ENDED' where partner_code = 'FISCAL_PAY'");
    const { body } = await world.start();
    const found = await world.until(
      body.id,
      ({ state, items }) => state === 'RUNNING' && items.some(({ sent }) => sent > 0),
    );
    expect(world.item(found, 'PAYROLL')).toMatchObject({ chunks: 1, withoutGrant: 1, asked: 0, sent: 0 });
    expect(world.item(found, 'CREMATION')).toMatchObject({ sent: 1, asked: 1, withoutGrant: 0 });
    expect(await rows("select from exchange_file where agency_code = 'FISCAL_PAY'")).toEqual([]);
    await world.answered();
    expect(await world.until(body.id, ({ state }) => state === 'DONE')).toMatchObject({ partsClosed: 1 });
  });

  test('an item is asked about those whose purpose is granted, and about nobody else', async () => {
    await rows("update exchange_grant set status = 'ENDED' where partner_code = 'CA_FUNERAL' and purpose = 'DIBAO'");
    const { body } = await world.start();
    const found = await world.until(body.id, ({ state }) => state === 'DONE');
    expect(world.item(found, 'CREMATION')).toMatchObject({ asked: 0, withoutGrant: 0, matched: 1 });
    expect(
      await rows(
        "select from exchange_file where agency_code = 'CA_FUNERAL' and state <> 'ANSWERED' and direction = 'OUT'",
      ),
    ).toEqual([]);
  });
});
