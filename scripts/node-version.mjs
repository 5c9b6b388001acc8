/** The oldest Node that can run these scripts; everything else runs on the Node that they install. */
export const oldestNode = 20;

/**
 * One line when this Node is too old, else undefined. Written so that Node 12 can read it.
 * @param {string} version such as `20.11.1`
 * @returns {string | undefined}
 */
export function tooOld(version) {
  const major = Number(version.split('.')[0]);
  if (major >= oldestNode) return undefined;
  return `Node ${oldestNode} or newer is needed; this is Node ${version}. See https://nodejs.org`;
}
