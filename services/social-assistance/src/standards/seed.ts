import { jsonb } from '@mz/db';
import { readSeedParameters, readSeedStandards } from '../../seed/read-seed.ts';
import type { AppKit } from '../app-kit.ts';

/** Loads the standards and parameters of the start data; what is there already, or was succeeded since, stays. */
export async function seedStandards(kit: AppKit): Promise<void> {
  const recordedAt = kit.clock.wall();
  const standards = readSeedStandards().map(({ approvedBy, ...row }) => ({
    ...row,
    ...inForce(approvedBy),
    recordedAt,
  }));
  const parameters = readSeedParameters().map(({ approvedBy, value, ...row }) => ({
    ...row,
    id: kit.newId(),
    value: jsonb(value),
    regionGroup: row.regionGroup ?? null,
    ...inForce(approvedBy),
    recordedAt,
  }));
  await kit.write(kit.system('standards.seed'), async ({ db }) => {
    await db
      .insertInto('policyStandard')
      .values(standards)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await db
      .insertInto('policyParameter')
      .values(parameters)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

function inForce([proposedBy, approvedBy]: readonly [string, string]) {
  return { status: 'IN_FORCE', proposedBy, approvedBy };
}
