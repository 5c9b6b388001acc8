import { defineOperation } from '@mz/contracts';
import { startTestService } from '@mz/testing';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineService } from '../src/define-service.ts';
import type { Kit } from '../src/kit.ts';
import { createSystemJobs } from '../src/system-jobs.ts';
import { notesService } from './notes-service.ts';

describe('system jobs', () => {
  const list = [{ name: 'notes.count', tables: ['note'], why: 'counts' }];

  it('act as system:<service>:<job> over the whole province', () => {
    expect(createSystemJobs('people', list).context('notes.count')).toMatchObject({
      actor: { kind: 'system', subject: 'system:people:notes.count' },
      scope: { division: '37', system: 'notes.count' },
    });
  });

  it('throw when the job is not on the written list', () => {
    expect(() => createSystemJobs('people', list).context('notes.drop')).toThrow(/notes\.drop is not in systemJobs/);
  });

  it('stop the start of a service that consumes or schedules what is not listed', async () => {
    const unlisted = { ...notesService, systemJobs: [] };
    await expect(startTestService(unlisted)).rejects.toThrow(/division\.changed is not in systemJobs of people/);
  });
});

describe('a service without database', () => {
  const ping = defineOperation({
    id: 'pings.get',
    service: 'agency-simulator',
    method: 'GET',
    path: '/v1/ping',
    summary: 'Ping',
    success: { status: 200, schema: Type.Object({ today: Type.String() }) },
    permission: 'public',
    callers: ['public'],
  });
  const kits: Kit<unknown>[] = [];
  const simulator = defineService({
    name: 'agency-simulator',
    errors: {},
    permissions: {},
    build(kit) {
      kits.push(kit);
      kit.operation(ping, async () => ({ today: kit.clock.today() }));
    },
  });

  it('answers, moves its clock in memory, and says that it has no database when it is used', async () => {
    const service = await startTestService(simulator);
    await service.setToday('2014-05-02');
    expect(await service.call(ping)).toMatchObject({ status: 200, body: { today: '2014-05-02' } });
    const [kit] = kits;
    expect(() => kit?.read({} as never, async () => 1)).toThrow(/agency-simulator has no database/);
    await service.stop();
  });
});

describe('what is built', () => {
  const definition = (steps: string[], ready: Promise<void>) =>
    defineService<unknown, Record<never, never>, { readonly said: string }>({
      name: 'agency-simulator',
      errors: {},
      permissions: {},
      build: () => {
        steps.push('build');
        return { said: 'hello' };
      },
      mount: (app, _kit, { said }) => {
        steps.push(`mount ${said}`);
        app.get('/said', async () => said);
      },
      warm: async (_kit, { said }) => {
        steps.push(`warm ${said}`);
        await ready;
      },
    });

  it('is given to what is mounted after it and to what is made ready once the service listens', async () => {
    const steps: string[] = [];
    const ready = Promise.withResolvers<void>();
    const service = await startTestService(definition(steps, ready.promise), { warmUp: true });
    expect(steps).toEqual(['build', 'mount hello']);
    const checks = async () => (await service.inject({ method: 'GET', url: '/readyz' })).json().checks;
    const address = await service.service.listen();
    expect(steps).toEqual(['build', 'mount hello', 'warm hello']);
    expect(await checks()).toMatchObject({ 'warm-up': [{ status: 'warn', output: 'warming up' }] });
    expect(await (await fetch(`${address}/said`)).text()).toBe('hello');
    ready.resolve();
    await ready.promise;
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(await checks()).toMatchObject({ 'warm-up': [{ status: 'pass' }] });
    await service.stop();
  });
});

describe('own settings', () => {
  it('reach the kit with their defaults, and a wrong one stops the start', async () => {
    const service = await startTestService(notesService, { config: { greeting: '您好' } });
    expect(service.kit.config).toEqual({ greeting: '您好' });
    await service.stop();
    await expect(startTestService(notesService, { config: { greeting: 1 } })).rejects.toThrow(/greeting/);
  });
});
