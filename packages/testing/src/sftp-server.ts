import { createHash, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type ssh2 from 'ssh2';
import type { Connection, ParsedKey, SFTPWrapper } from 'ssh2';

/** A partner's SFTP server over a real folder. */
export interface SftpServer {
  readonly port: number;
  /** As OpenSSH prints it. */
  readonly hostKeySha256: string;
  /** Private key of the client that it lets in. */
  readonly clientKey: string;
  /** Ends the connection once this many bytes of a file have come in; undefined: never. */
  breakAfterBytes: number | undefined;
  /** What goes wrong with every file that is opened for writing, or with every request; undefined: nothing. */
  trouble: Trouble | undefined;
  /** Bytes written by all connections. */
  written(): number;
  /** Connections that got as far as a session. */
  sessions(): number;
  stop(): Promise<void>;
}

/** A full disk and a refused permission, told by the server's status; no answer at all; and one byte at a time for ever. */
export type Trouble = 'DISK_FULL' | 'PERMISSION_DENIED' | 'SILENT' | 'SLOW_DRIP' | 'RESET';

type Library = typeof ssh2;

/** The library writes one key of some hundreds in a form that it cannot read again; then it makes another. */
function aKeyPair(library: Library): { private: string; key: ParsedKey } {
  for (;;) {
    const pair = library.utils.generateKeyPairSync('ed25519');
    const key = library.utils.parseKey(pair.public);
    const own = library.utils.parseKey(pair.private);
    if (!(key instanceof Error) && !(own instanceof Error)) return { private: pair.private, key };
  }
}

/** Starts it on a free port; only the holder of its client key gets in. */
export async function startSftpServer(folder: string, user = 'mz'): Promise<SftpServer> {
  // Few tests need it: it loads with the first server.
  const { default: ssh2 } = await import('ssh2');
  const host = aKeyPair(ssh2);
  const client = aKeyPair(ssh2);
  const allowed = client.key;
  const state: State = { written: 0, sessions: 0, breakAfterBytes: undefined, trouble: undefined };
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (attempt) => {
      if (attempt.method !== 'publickey' || attempt.username !== user) return attempt.reject(['publickey']);
      const mine = allowed.getPublicSSH();
      const isSame = attempt.key.data.length === mine.length && timingSafeEqual(attempt.key.data, mine);
      const isSigned =
        !attempt.signature || allowed.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature) === true;
      return isSame && isSigned ? attempt.accept() : attempt.reject(['publickey']);
    });
    connection.on('session', (accept) => {
      state.sessions += 1;
      accept().on('sftp', (open) =>
        serve({ ssh2, sftp: open(), folder, onWrite: onWrite(connection), connection, state }),
      );
    });
  });
  function onWrite(connection: Connection): (bytes: number) => boolean {
    return (bytes) => {
      state.written += bytes;
      if (state.breakAfterBytes === undefined || state.written < state.breakAfterBytes) return true;
      connection.end();
      return false;
    };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    hostKeySha256: fingerprint(host.key),
    clientKey: client.private,
    get breakAfterBytes() {
      return state.breakAfterBytes;
    },
    set breakAfterBytes(bytes: number | undefined) {
      state.breakAfterBytes = bytes;
    },
    get trouble() {
      return state.trouble;
    },
    set trouble(trouble: Trouble | undefined) {
      state.trouble = trouble;
    },
    written: () => state.written,
    sessions: () => state.sessions,
    async stop() {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function fingerprint(key: ParsedKey): string {
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

interface State {
  written: number;
  sessions: number;
  breakAfterBytes: number | undefined;
  trouble: Trouble | undefined;
}

interface Serving {
  readonly ssh2: Library;
  readonly sftp: SFTPWrapper;
  readonly folder: string;
  readonly connection: Connection;
  readonly state: State;
  onWrite(bytes: number): boolean;
}

/** Files by descriptor, folders by their remaining entries; each failure is the server's own status. */
function serve({ ssh2, sftp, folder, connection, state, onWrite }: Serving): void {
  const { STATUS_CODE, flagsToString } = ssh2.utils.sftp;
  const folders = new Map<number, string[]>();
  let next = 1_000_000;
  const handleOf = (id: number) => Buffer.from(String(id));
  const idOf = (handle: Buffer) => Number(handle.toString());
  const at = (path: string) => join(folder, path);
  const attempt = (request: number, work: () => void) => {
    if (state.trouble === 'SILENT') return;
    if (state.trouble === 'RESET') return void connection.end();
    try {
      work();
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      sftp.status(request, isMissing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  };
  const ok = (request: number) => sftp.status(request, STATUS_CODE.OK);
  sftp.on('OPEN', (request, path, flags) =>
    attempt(request, () => {
      const mode = flagsToString(flags) ?? 'r';
      // SFTP version 3 has no word for a full disk: servers answer FAILURE.
      if (mode !== 'r' && state.trouble === 'DISK_FULL') sftp.status(request, STATUS_CODE.FAILURE);
      else if (mode !== 'r' && state.trouble === 'PERMISSION_DENIED')
        sftp.status(request, STATUS_CODE.PERMISSION_DENIED);
      else sftp.handle(request, handleOf(openSync(at(path), mode)));
    }),
  );
  sftp.on('WRITE', (request, handle, offset, data) =>
    attempt(request, () => {
      writeSync(idOf(handle), data, 0, data.length, offset);
      if (onWrite(data.length)) ok(request);
    }),
  );
  sftp.on('READ', (request, handle, offset, length) =>
    attempt(request, () => {
      // One byte an answer: the reader's patience ends the whole file, not each answer.
      const bytes = Buffer.alloc(state.trouble === 'SLOW_DRIP' ? 1 : length);
      const count = readSync(idOf(handle), bytes, 0, bytes.length, offset);
      if (count === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, bytes.subarray(0, count));
    }),
  );
  sftp.on('CLOSE', (request, handle) =>
    attempt(request, () => {
      if (!folders.delete(idOf(handle))) closeSync(idOf(handle));
      ok(request);
    }),
  );
  const attrsOf = (path: string) => {
    const { mode, uid, gid, size, atimeMs, mtimeMs } = statSync(path);
    return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
  };
  const stat = (request: number, path: string) => attempt(request, () => void sftp.attrs(request, attrsOf(at(path))));
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('FSTAT', (request, handle) =>
    attempt(request, () => void sftp.attrs(request, attrsOf(`/proc/self/fd/${idOf(handle)}`))),
  );
  sftp.on('SETSTAT', (request) => void ok(request));
  sftp.on('FSETSTAT', (request) => void ok(request));
  sftp.on('OPENDIR', (request, path) =>
    attempt(request, () => {
      next += 1;
      folders.set(
        next,
        readdirSync(at(path)).map((name) => join(at(path), name)),
      );
      sftp.handle(request, handleOf(next));
    }),
  );
  sftp.on('READDIR', (request, handle) =>
    attempt(request, () => {
      const paths = folders.get(idOf(handle)) ?? [];
      folders.set(idOf(handle), []);
      if (paths.length === 0) return void sftp.status(request, STATUS_CODE.EOF);
      const names = paths.map((path) => ({
        filename: path.slice(path.lastIndexOf('/') + 1),
        longname: path,
        attrs: attrsOf(path),
      }));
      sftp.name(request, names);
    }),
  );
  sftp.on('RENAME', (request, from, to) =>
    attempt(request, () => {
      renameSync(at(from), at(to));
      ok(request);
    }),
  );
  sftp.on('REMOVE', (request, path) =>
    attempt(request, () => {
      rmSync(at(path));
      ok(request);
    }),
  );
  sftp.on('MKDIR', (request, path) =>
    attempt(request, () => {
      mkdirSync(at(path));
      ok(request);
    }),
  );
}
