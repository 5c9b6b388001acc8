import { randomUUID } from 'node:crypto';
import { draftApplication, getPerson, registerPerson } from '@mz/contracts';
import { startTestService, startTestServices, type TestAnswer, type TestService, type TestServices } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';
import { aBody } from './fixtures.ts';

let bureaux: TestServices;
let people: TestService<DB>;

// Each side has a queue of its own, so that no event ever arrives: what people knows, it asked for.
beforeAll(async () => {
  bureaux = await startTestServices(['social-assistance'], { seed: true });
  const urls = { 'social-assistance': bureaux.url('social-assistance') };
  people = await startTestService(service, { issuer: bureaux.issuer, urls });
});
afterAll(async () => {
  await people?.stop();
  await bureaux?.stop();
});

describe('a case whose event is still on its way', () => {
  it('is asked of its bureau once and stored; the draft admits registering and no reading', async () => {
    const token = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370112008' });
    const draft = await bureaux.get('social-assistance').call(draftApplication, {
      token,
      body: { programme: 'URBAN_DIBAO', divisionCode: '370112008001', filedBy: 'HEAD' },
    });
    expect(draft.status).toBe(201);
    const { caseId } = draft.body;
    const call = { token, purpose: 'ASSESS_BENEFIT', caseId } as const;
    const registered = await people.call(registerPerson, { ...call, body: aBody() });
    expect(registered.status).toBe(200);
    expect(await people.rows('select stage, aggregate_version from case_access where case_id = $1', [caseId])).toEqual([
      { stage: 'DRAFT', aggregate_version: 0 },
    ]);
    const read: TestAnswer = await people.call(getPerson, { ...call, params: { id: registered.body.personId ?? '' } });
    expect([read.status, read.body.code]).toEqual([403, 'CASE_REQUIRED']);
  });

  it('CASE_REQUIRED: the bureau has no such case, or another office holds it', async () => {
    const elsewhere = await people.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001' });
    const caseId = `social-assistance/${randomUUID()}`;
    const call = { token: elsewhere, purpose: 'ASSESS_BENEFIT', body: aBody() } as const;
    const [known] = await people.rows<{ id: string }>('select case_id as id from case_access');
    const refused: TestAnswer[] = [
      await people.call(registerPerson, { ...call, caseId }),
      await people.call(registerPerson, { ...call, caseId: known?.id ?? '' }),
    ];
    expect(refused.map(({ status, body }) => `${status} ${body.code}`)).toEqual(Array(2).fill('403 CASE_REQUIRED'));
  });
});
