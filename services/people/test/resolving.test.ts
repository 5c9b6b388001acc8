import { resolvePersons } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBody, type People, startPeople } from './fixtures.ts';

const idNo = '370900198203109030';
const unknown = '370900198203109049';
let people: People;
let personId: string;

beforeAll(async () => {
  people = await startPeople();
  personId = await people.aPerson(aBody(idNo));
});
afterAll(() => people.stop());

describe('persons.resolve', () => {
  const resolve = async (
    subjects: readonly object[],
    caller: 'income-verification' | 'payments' = 'income-verification',
  ) => {
    const token = await people.serviceToken(caller);
    return people.call(resolvePersons, { token, body: { subjects, basisId: 'spdci/1' } as never });
  };

  it('answers the id for number and name together, null for anything else, and never a number or a name', async () => {
    const { status, body } = await resolve([
      { idNo, name: '张伟' },
      { idNo: idNo.toLowerCase(), name: '張偉' },
      { idNo, name: '李强' },
      { idNo: unknown, name: '张伟' },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({ personIds: [personId, personId, null, null] });
  });

  it('each call leaves one ledger row a person that was found, none for the others', async () => {
    const read = () => people.rows('select person_id from access_ledger where basis = $1', ['spdci/1']);
    const before = await read();
    await resolve([
      { idNo, name: '张伟' },
      { idNo: unknown, name: '张伟' },
    ]);
    expect((await read()).length).toBe(before.length + 1);
  });

  it('SERVICE_NOT_PERMITTED, SERVICE_ONLY, TOKEN_MISSING, INPUT_INVALID', async () => {
    const body = { subjects: [{ idNo, name: '张伟' }], basisId: 'spdci/1' };
    expect((await resolve(body.subjects, 'payments')).body.code).toBe('SERVICE_NOT_PERMITTED');
    expect((await people.call(resolvePersons, { token: people.acceptor, body })).body.code).toBe('SERVICE_ONLY');
    expect((await people.call(resolvePersons, { body })).body.code).toBe('TOKEN_MISSING');
    expect((await resolve([])).body.code).toBe('INPUT_INVALID');
  });
});
