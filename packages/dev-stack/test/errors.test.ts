import { describe, expect, test } from 'vitest';
import { explainOutput, explainSystemError } from '../src/errors.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: something`), { code });

describe('failures in one line', () => {
  test.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EACCES', 'FOLDER_NOT_WRITABLE'],
    ['EROFS', 'FOLDER_NOT_WRITABLE'],
    ['EADDRINUSE', 'PORT_BUSY'],
  ])('%s of the system is %s and names the place', (code, expected) => {
    expect(explainSystemError(systemError(code), '/data/here')).toMatchObject({
      code: expected,
      message: expect.stringMatching(/^[^\n]*\/data\/here[^\n]*$/),
    });
  });

  test('an error that nobody explains comes back as it was', () => {
    const error = systemError('EBADF');
    expect(explainSystemError(error, '/data')).toBe(error);
  });

  test.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'DISK_FULL'],
    ['initdb: error: could not write to file "x": Disk quota exceeded', 'DISK_FULL'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'PORT_BUSY'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'ALREADY_RUNNING'],
    ['LOG:  starting\nFATAL:  configuration file has errors', 'START_FAILED'],
    ['', 'START_FAILED'],
  ])('what the server printed, "%s", is %s', (output, code) => {
    expect(explainOutput('PostgreSQL', output)).toMatchObject({ code, message: expect.not.stringContaining('\n') });
  });
});
