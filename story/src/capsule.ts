import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { needStatus, type Stage } from './stage.ts';

const verifier = fileURLToPath(new URL('../../services/social-assistance/src/cli/capsule-verify.ts', import.meta.url));
const run = promisify(execFile);

/** Fetches the capsule and recomputes it in another process, as anybody could elsewhere. */
export async function verifyCapsule(stage: Stage, key: string, decisionId: string): Promise<void> {
  const answer = await stage.as('lixia-reviewer').get(`/api/social-assistance/v1/capsules/${decisionId}`);
  needStatus(stage, `${key}.capsule`, answer, 200);
  const spoilt = stage.sabotaged('capsule-altered')
    ? answer.text.replace('"decidedOn":"2014-0', '"decidedOn":"2015-0')
    : answer.text;
  const folder = await mkdtemp(join(tmpdir(), 'capsule-'));
  try {
    const file = join(folder, 'capsule.json');
    await writeFile(file, spoilt);
    stage.expectations.expect(`${key}.capsule-verified`, 'npm run capsule:verify', 0, await exitCode([verifier, file]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function exitCode(args: readonly string[]): Promise<number> {
  try {
    await run(process.execPath, [...args]);
    return 0;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'number') return code;
    throw error;
  }
}
