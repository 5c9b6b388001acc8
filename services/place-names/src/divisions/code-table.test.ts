import { getDivision } from '@mz/contracts';
import { startTestService } from '@mz/testing';
import { describe, expect, it } from 'vitest';
import { service } from '../app.ts';

/** The smallest code table. */
const oneProvince = `
  insert into division_unit values ('00000000-0000-4000-8000-000000000001', 'LEGAL');
  insert into division_version (unit_id, code, level, type, name, short_name, code_status, provenance, recorded_at)
    values ('00000000-0000-4000-8000-000000000001', '370000000000', 'PROVINCE', 'PROVINCE', '山东省', '山东', 'FINAL', 'TEST', '2014-01-01Z');
  insert into division_table (version, content_hash, vintage_on, loaded_at) values (1, 'test', '2023-06-30', '2014-01-01Z');
`;

describe('two time axes and the version of the table', () => {
  it('knownAt answers what was held true at an instant: nothing before it was recorded, the old name before a correction', async () => {
    const other = await startTestService(service);
    try {
      await other.rows(oneProvince);
      await other.rows(`
        update division_version set superseded_at = '2014-03-01Z';
        insert into division_version (unit_id, code, level, type, name, short_name, code_status, provenance, recorded_at)
          select unit_id, code, level, type, '改正省', short_name, code_status, provenance, '2014-03-01Z' from division_version;
      `);
      const known = async (knownAt?: string) => {
        const query = { asOf: '2014-04-28', ...(knownAt === undefined ? {} : { knownAt }) };
        const { body } = await other.call(getDivision, { params: { code: '370000' }, query });
        return body.name ?? (body as unknown as { code: string }).code;
      };
      expect(await known('2013-12-31T00:00:00Z')).toBe('CODE_NOT_VALID_ON');
      expect(await known('2014-02-28T00:00:00Z')).toBe('山东省');
      expect(await known()).toBe('改正省');
    } finally {
      await other.stop();
    }
  });

  it('a new version of the table is read at the next call', async () => {
    const other = await startTestService(service);
    try {
      await other.rows(oneProvince);
      expect((await other.call(getDivision, { params: { code: '370000' }, query: {} })).body.name).toBe('山东省');
      await other.rows(`update division_version set name = '试验省' where code = '370000000000'`);
      expect((await other.call(getDivision, { params: { code: '370000' }, query: {} })).body.name).toBe('山东省');
      await other.rows('update division_table set version = 2');
      const { body, headers } = await other.call(getDivision, { params: { code: '370000' }, query: {} });
      expect([body.name, String(headers.etag).slice(0, 3)]).toEqual(['试验省', '"2-']);
    } finally {
      await other.stop();
    }
  });

  it('DIVISIONS_NOT_LOADED: before the first load the service says so and when to ask again', async () => {
    const empty = await startTestService(service);
    try {
      const { status, body, headers } = await empty.call(getDivision, { params: { code: '370102' }, query: {} });
      expect([status, (body as unknown as { code: string }).code]).toEqual([503, 'DIVISIONS_NOT_LOADED']);
      expect(headers['retry-after']).toBe('10');
    } finally {
      await empty.stop();
    }
  });
});
