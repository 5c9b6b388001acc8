const causes = [
  [/ENOSPC|EDQUOT|no space left on device/i, 'The disk is full: free some space and try again'],
  [/spawn npx ENOENT/, 'npm was not found on PATH: Node comes with it, see https://nodejs.org'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|ERR_PNPM_FETCH_|E40[134]\b|network/i,
    'The download failed: check the network and the npm registry setting, and try again',
  ],
  [
    /ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/,
    'pnpm-lock.yaml does not match package.json: run pnpm install and commit the lockfile',
  ],
  [/EACCES|EPERM|EROFS/, 'node_modules cannot be written: check who owns the folder'],
];

/**
 * Says in one line why an installation failed.
 * @param {string} output all that npm and pnpm printed
 * @param {string | undefined} logFile where the whole output can be read
 * @returns {string}
 */
export function explain(output, logFile) {
  const known = causes.find(([pattern]) => pattern.test(output));
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  const reason = known === undefined ? `The installation failed: ${lastLine}` : known[1];
  return logFile === undefined ? `${reason}.` : `${reason} (all of it: ${logFile}).`;
}
