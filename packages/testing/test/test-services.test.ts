import { getDivision } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServices, type TestServices } from '../src/index.ts';

let services: TestServices;

beforeAll(async () => {
  services = await startTestServices(['place-names', 'identity']);
});

afterAll(() => services.stop());

describe('services loaded by name', () => {
  it('answer over HTTP, and a refusal keeps its own code and status', async () => {
    const live = await fetch(`${services.url('identity')}/readyz`);
    expect([live.status, await live.json()]).toMatchObject([200, { serviceId: 'identity' }]);
    const refused = await services.get('place-names').call(getDivision, { params: { code: '379999' } });
    expect(refused).toMatchObject({ status: 503, body: { code: 'DIVISIONS_NOT_LOADED' } });
  });

  it('settle, and share one business day', async () => {
    await services.setToday('2014-05-06');
    expect(services.get('place-names').kit.clock.today()).toBe('2014-05-06');
    expect(services.get('identity').kit.clock.today()).toBe('2014-05-06');
    await services.settle();
  });

  it('say which service a test did not start', () => {
    expect(() => services.get('payments')).toThrow(/payments was not started/);
  });
});
