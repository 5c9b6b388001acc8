import type { FastifyReply, FastifyRequest } from 'fastify';

/** How a connection can go wrong, whatever is asked. */
export const wireFaults = ['TIMEOUT', 'SLOW_DRIP', 'RESET', 'HUGE', 'ERROR_500'] as const;
export type WireFault = (typeof wireFaults)[number];

/** Whether a behaviour is one of the connection. */
export function isWireFault(behaviour: string | undefined): behaviour is WireFault {
  return wireFaults.some((fault) => fault === behaviour);
}

const hugeBytes = 100 * 1024 * 1024;
const dripMs = 20;

/** A call that is answered wrongly; a silence also ends when `until` does. */
export interface SpoiledCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly until?: Promise<void>;
}

/** Answers wrongly until the caller has gone, or has had enough. */
export async function spoilWire(fault: WireFault, { request, reply, until }: SpoiledCall): Promise<FastifyReply> {
  switch (fault) {
    case 'ERROR_500':
      return reply.code(500).send({ code: 'AGENCY_DOWN' });
    case 'TIMEOUT':
      await Promise.race([gone(request), ...(until === undefined ? [] : [until])]);
      return reply.code(503).send({ code: 'AGENCY_SILENT' });
    case 'RESET':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return reply;
    case 'SLOW_DRIP':
      return drip(request, reply);
    case 'HUGE':
      return flood(request, reply);
  }
}

/** When the caller has closed the connection. */
export async function gone({ raw: { socket } }: FastifyRequest): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('close', resolve);
  if (socket.destroyed) resolve();
  await promise;
}

/** A head at once, and then one byte after another without end. */
async function drip(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => reply.raw.write(' '), dripMs);
  await gone(request);
  clearInterval(timer);
  return reply;
}

/** More than anybody asked for, as fast as it is taken. */
async function flood(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'application/json', 'content-length': hugeBytes });
  const chunk = Buffer.alloc(256 * 1024, 0x20);
  const left = gone(request).then(() => 'GONE' as const);
  for (let sent = 0; sent < hugeBytes && !request.raw.socket.destroyed; sent += chunk.length) {
    const full = !raw.write(chunk);
    if (full) await Promise.race([left, new Promise((resolve) => raw.once('drain', resolve))]);
  }
  if (!request.raw.socket.destroyed) raw.end();
  return reply;
}
