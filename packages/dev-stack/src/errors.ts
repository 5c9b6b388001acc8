/** Why the development stack could not start; each is reported as one line. */
export type DevStackErrorCode =
  | 'ALREADY_RUNNING'
  | 'BINARY_MISSING'
  | 'DATABASE_TOO_OLD'
  | 'DATABASE_UNREACHABLE'
  | 'DISK_FULL'
  | 'FOLDER_NOT_WRITABLE'
  | 'PORT_BUSY'
  | 'QUEUE_UNREACHABLE'
  | 'START_FAILED'
  | 'VERSION_MISMATCH';

/** A failure that the person at the keyboard can cure; the message is one line and says how. */
export class DevStackError extends Error {
  readonly code: DevStackErrorCode;

  constructor(code: DevStackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DevStackError';
    this.code = code;
  }
}

const systemErrors: Readonly<Record<string, [DevStackErrorCode, string]>> = {
  ENOSPC: ['DISK_FULL', 'The disk is full: free some space and start again'],
  EDQUOT: ['DISK_FULL', 'The disk quota is used up: free some space and start again'],
  EACCES: ['FOLDER_NOT_WRITABLE', 'The folder cannot be written'],
  EPERM: ['FOLDER_NOT_WRITABLE', 'The folder cannot be written'],
  EROFS: ['FOLDER_NOT_WRITABLE', 'The folder is on a read-only file system'],
  EADDRINUSE: ['PORT_BUSY', 'Another program listens on the port'],
};

/** Turns an operating system error into a typed one-line error; anything else comes back as it was. */
export function explainSystemError(error: unknown, subject: string): unknown {
  if (error instanceof DevStackError || !(error instanceof Error) || !('code' in error)) return error;
  const known = systemErrors[String(error.code)];
  return known === undefined ? error : new DevStackError(known[0], `${known[1]} (${subject}).`, { cause: error });
}

/** Finds the cause of a failed start in what the program printed. */
export function explainOutput(name: string, output: string): DevStackError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return new DevStackError(
      'DISK_FULL',
      `The disk is full: ${name} could not start. Free some space and start again.`,
    );
  }
  if (/Address already in use/i.test(output)) {
    return new DevStackError('PORT_BUSY', `${name} could not start: its address is in use by another program.`);
  }
  if (/lock file "postmaster\.pid" already exists|could not lock/i.test(output)) {
    return new DevStackError('ALREADY_RUNNING', `${name} already runs on this data folder.`);
  }
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  return new DevStackError(
    'START_FAILED',
    `${name} could not start: ${lastLine === '' ? 'it said nothing' : lastLine}`,
  );
}
