import type { Random } from '@mz/population';
import { openVerification } from '../verification/open.ts';
import { agencyStorm } from './agency-storm.ts';
import { fileAgencies } from './file-agencies.ts';
import { misbehavingCalls } from './misbehaving-calls.ts';
import { misbehavingFiles } from './misbehaving-files.ts';
import { misbehavingLetters } from './misbehaving-letters.ts';
import { othersPatience, othersRate } from './others-rate.ts';
import type { ProofOptions } from './proof.ts';

const sizes = {
  long: { storm: { checks: 40 }, rate: { checks: 20, everyMs: 400, rounds: 3 }, files: 14 },
  short: { storm: { checks: 24 }, rate: { checks: 8, everyMs: 300, rounds: 1 }, files: 2 },
};

/**
 * Agencies misbehave in 14 ways over every transport: no verdict is wrong, every question stands in the state that the handbook
 * says, circuits open in time, the other agencies keep their rate and the service its memory. Answers the faults.
 */
export async function misbehaviour(random: Random, { say, short, queue }: ProofOptions): Promise<string[]> {
  const size = sizes[short ? 'short' : 'long'];
  const agencies = fileAgencies();
  const world = await openVerification(random, say, { queue, environment: agencies.environment });
  try {
    const patience = await othersPatience(world, say);
    const rate = await othersRate(world, { size: size.rate, short, say });
    const calls = await misbehavingCalls(world, random, say);
    const storm = await agencyStorm(world, random, { size: size.storm, say });
    const letters = await misbehavingLetters(world, random, say);
    const files = await misbehavingFiles(world, random, { agencies, count: size.files, say });
    return [...patience, ...rate, ...calls, ...storm, ...letters, ...files];
  } finally {
    await world.platform.stop();
    await agencies.stop();
  }
}
