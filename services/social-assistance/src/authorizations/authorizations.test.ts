import { randomUUID } from 'node:crypto';
import { authorizationExpired, authorizationRevoked, authorizationSigned, type EventPayload } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { anApplication, inUnit } from '../factories.ts';
import { type AuthorizationCode, checkAuthorizations, findAuthorizationFaults } from './index.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
});
afterAll(() => app.stop());

const day = '2014-04-28';
const adult = { personId: 'p', birthDate: '1982-03-10' };

describe('every counted adult has an authorization of the case that is ACTIVE', () => {
  const valid = { personId: 'p', status: 'ACTIVE', validFrom: '2014-04-28', validTo: '2015-04-28' };

  test.each<[string, object[], AuthorizationCode | 'none']>([
    ['nothing signed: AUTHORIZATION_MISSING', [], 'AUTHORIZATION_MISSING'],
    ['signed by somebody else: AUTHORIZATION_MISSING', [{ personId: 'q' }], 'AUTHORIZATION_MISSING'],
    ['a draft: AUTHORIZATION_MISSING', [{ status: 'DRAFT' }], 'AUTHORIZATION_MISSING'],
    ['from today', [{}], 'none'],
    ['until today', [{ validFrom: '2013-04-28', validTo: '2014-04-28' }], 'none'],
    ['from tomorrow: AUTHORIZATION_NOT_YET_VALID', [{ validFrom: '2014-04-29' }], 'AUTHORIZATION_NOT_YET_VALID'],
    [
      'until yesterday: AUTHORIZATION_EXPIRED',
      [{ validFrom: '2013-04-27', validTo: '2014-04-27' }],
      'AUTHORIZATION_EXPIRED',
    ],
    ['expired: AUTHORIZATION_EXPIRED', [{ status: 'EXPIRED' }], 'AUTHORIZATION_EXPIRED'],
    ['revoked: AUTHORIZATION_REVOKED', [{ status: 'REVOKED' }], 'AUTHORIZATION_REVOKED'],
    ['revoked and signed again', [{ status: 'REVOKED' }, {}], 'none'],
  ])('%s', (_, known, code) => {
    const faults = checkAuthorizations(
      [adult],
      known.map((one) => ({ ...valid, ...one })),
      { day, adultAge: 18 },
    );
    expect(faults).toEqual(code === 'none' ? [] : [{ personId: 'p', code }]);
  });

  test.each([
    ['on the 18th birthday the person signs', '1996-04-28', 1],
    ['on the day before nobody asks', '1996-04-29', 0],
  ])('%s', (_, birthDate, faults) => {
    expect(checkAuthorizations([{ personId: 'p', birthDate }], [], { day, adultAge: 18 })).toHaveLength(faults);
  });
});

describe('the read copy', () => {
  type State = EventPayload<typeof authorizationSigned>;
  type AuthorizationEvent = typeof authorizationSigned | typeof authorizationRevoked | typeof authorizationExpired;

  async function aState(
    change: Partial<State> = {},
  ): Promise<{ state: State; application: Awaited<ReturnType<typeof anApplication>> }> {
    const application = await anApplication(app.kit);
    const state = {
      authorizationId: randomUUID(),
      personId: randomUUID(),
      caseId: `social-assistance/${application.id}`,
      status: 'ACTIVE',
      purposes: ['DIBAO'],
      validFrom: day,
      validTo: '2015-04-28',
      ...change,
    };
    return { state, application };
  }

  function tell(event: AuthorizationEvent, state: State, aggregateVersion: number) {
    return app.deliver(event, {
      subject: state.authorizationId,
      divisionCode: '370112000000',
      aggregateVersion,
      data: state,
    });
  }

  const faultsOf = ({ state, application }: Awaited<ReturnType<typeof aState>>) =>
    inUnit(app.kit, ({ unit }) =>
      findAuthorizationFaults(unit.db, application, {
        signers: [{ personId: state.personId, birthDate: '1982-03-10' }],
        day,
      }),
    );

  test('follows signed and revoked; an older state that comes late changes nothing', async () => {
    const one = await aState();
    expect(await faultsOf(one)).toMatchObject([{ code: 'AUTHORIZATION_MISSING' }]);
    await tell(authorizationSigned, one.state, 1);
    expect(await faultsOf(one)).toEqual([]);
    await tell(authorizationRevoked, { ...one.state, status: 'REVOKED' }, 3);
    await tell(authorizationExpired, { ...one.state, status: 'EXPIRED' }, 2);
    expect(await faultsOf(one)).toMatchObject([{ code: 'AUTHORIZATION_REVOKED' }]);
    const rows = await app.rows('select status, version from authorization_copy where authorization_id = $1', [
      one.state.authorizationId,
    ]);
    expect(rows).toEqual([{ status: 'REVOKED', version: 3 }]);
  });

  test('an authorization of another case does not count, one of another bureau is not kept', async () => {
    const [one, other] = [await aState(), await aState()];
    await tell(authorizationSigned, { ...one.state, caseId: other.state.caseId }, 1);
    expect(await faultsOf(one)).toMatchObject([{ code: 'AUTHORIZATION_MISSING' }]);
    const foreign = { ...one.state, authorizationId: randomUUID(), caseId: `veterans/${randomUUID()}` };
    await tell(authorizationSigned, foreign, 1);
    expect(
      await app.rows('select 1 from authorization_copy where authorization_id = $1', [foreign.authorizationId]),
    ).toEqual([]);
  });
});
