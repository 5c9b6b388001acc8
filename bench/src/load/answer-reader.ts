/** An answer of HTTP/1.1 at the start of a buffer. */
export interface Answer {
  readonly status: number;
  /** Where it ends. */
  readonly length: number;
}

const headEnd = Buffer.from('\r\n\r\n');
const chunksEnd = Buffer.from('\r\n0\r\n\r\n');

/** Reads the answer that the buffer begins with; undefined while a part of it is missing. */
export function readAnswer(buffer: Buffer): Answer | undefined {
  const end = buffer.indexOf(headEnd);
  if (end === -1) return undefined;
  const head = buffer.toString('latin1', 0, end);
  const body = end + headEnd.length;
  const status = Number(head.slice(9, 12));
  const size = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (size !== undefined || status === 204) {
    const length = body + Number(size ?? 0);
    return buffer.length < length ? undefined : { status, length };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error(`an answer without a length: ${head}`);
  const last = buffer.indexOf(chunksEnd, end + 2);
  return last === -1 ? undefined : { status, length: last + chunksEnd.length };
}
