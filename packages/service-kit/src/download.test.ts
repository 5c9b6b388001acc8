import { expect, test } from 'vitest';
import { fail } from './errors.ts';
import { approver, printGrant, startHttp } from './http-fixtures.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';

test('a download comes byte for byte with its media type and name; a fault before the first byte is a problem', async () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]);
  const files = await startHttp((http) =>
    http.download(printGrant, async (_ctx, { params }) => ({
      fileName: '补助 1.pdf',
      chunks: (async function* chunks() {
        if (params.id.endsWith('4')) throw fail('GRANT_UNKNOWN');
        yield bytes.subarray(0, 2);
        yield bytes.subarray(2);
      })(),
    })),
  );
  const reader = await files.token([approver]);
  const answer = await files.send({ url: `/v1/grants/${id}.pdf`, token: reader });
  expect(answer.headers['content-type']).toBe('application/pdf');
  expect(answer.headers['content-disposition']).toBe(
    `attachment; filename="___1.pdf"; filename*=UTF-8''%E8%A1%A5%E5%8A%A9%201.pdf`,
  );
  expect(answer.rawPayload.equals(bytes)).toBe(true);
  const refused = await files.send({ url: `/v1/grants/${id.slice(0, -1)}4.pdf`, token: reader });
  expect([refused.statusCode, refused.json().code]).toEqual([404, 'GRANT_UNKNOWN']);
});
