import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { aGrant, approver, createGrant, startHttp } from './http-fixtures.ts';

test('a body that breaks off is no fault of the service: nothing is logged above info', async () => {
  const lines: { level: number; msg: string }[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString('utf8')));
      done();
    },
  });
  const { promise: answered, resolve } = Promise.withResolvers<number>();
  const { promise: arrived, resolve: seen } = Promise.withResolvers<void>();
  const server = await startHttp(
    (http) => {
      http.operation(createGrant, async () => aGrant());
      http.app.addHook('preParsing', async () => seen());
      http.app.addHook('onSend', async (_request, reply) => resolve(reply.statusCode));
    },
    { log: pino({ level: 'info' }, destination) },
  );
  await server.http.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.http.app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  const token = await server.token([approver]);
  const head = ['POST /v1/grants HTTP/1.1', 'host: x', `authorization: Bearer ${token}`, 'idempotency-key: k'];
  socket.write(`${[...head, 'content-type: application/json', 'content-length: 500'].join('\r\n')}\r\n\r\n{"amo`);
  await arrived;
  socket.destroy();
  await once(socket, 'close');
  expect(await answered).toBe(400);
  await server.http.app.close();
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
});
