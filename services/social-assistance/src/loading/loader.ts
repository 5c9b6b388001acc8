import type { BadLine, ChunkLoader, LoaderSetting, Outcome } from '@mz/bulk-load';
import { caseOpened, caseRef, enrolmentApproved } from '@mz/contracts';
import type { Unit } from '@mz/service-kit';
import { toCaseState } from '../cases/index.ts';
import type { DB } from '../database.ts';
import { listPolicy } from '../standards/index.ts';
import { type Claims, claimPersons } from './claims.ts';
import type { TakeOver } from './job.ts';
import { type PreparedChunk, prepareChunk } from './prepare.ts';
import { insertStaged, listAliases, stageRows } from './queries.ts';
import { createRefLookup } from './refs.ts';
import type { SealedLine } from './rows.ts';
import { createPolicyLookup } from './tables.ts';

type Setting = LoaderSetting<DB, Record<never, never>, TakeOver>;

/** Takes over chunks of standing households: what an approval writes, as sets, by standards as they are known at the start. */
export async function householdLoader(setting: Setting): Promise<ChunkLoader<DB, PreparedChunk, Claims>> {
  const { kit, ctx, batchId, own } = setting;
  const { policy, aliases } = await kit.read(ctx, async (db) => ({
    policy: await listPolicy(db),
    aliases: await listAliases(db),
  }));
  const find = createRefLookup(own.refs);
  const personOf = (ref: string): string | undefined => keptId(aliases, find(ref));
  const preparing = { kit, personOf, policyOf: createPolicyLookup(policy) };
  const { author, approver } = own;
  const by = { author, approver, batchId, at: kit.clock.wall() };
  return {
    prepare: (lines) => prepareChunk(lines, preparing),
    stage: (unit, copy, { households }) => stageRows(unit.db, copy, { households, by }),
    records: (unit, { households }) =>
      households.length === 0 ? Promise.resolve({ taken: [], badLines: [] }) : claimPersons(unit.db, households),
    async rest(unit, chunk, claims) {
      const [like] = claims.taken;
      const without = claims.badLines.map(({ line }) => line);
      if (like !== undefined) await insertStaged(unit.db, { like, by, without });
      for (const one of claims.taken) publish(unit, one);
      return outcomeOf(claims.taken, [...chunk.badLines, ...claims.badLines]);
    },
  };
}

function keptId(aliases: ReadonlyMap<string, string>, personId: string | undefined): string | undefined {
  let kept = personId;
  for (let next = aliases.get(kept ?? ''); next !== undefined; next = aliases.get(next)) kept = next;
  return kept;
}

/** What people's case access and payments' copy of the enrolment are made from; the case begins at its last stage. */
function publish(unit: Unit<DB>, { ids, household, result }: SealedLine): void {
  const { divisionCode, programme, fromMonth, members, declared } = household;
  const persons = [...members, ...declared.supporters].map(({ personId }) => personId);
  const source = { id: ids.application, state: 'APPROVED', currentDivisionCode: divisionCode };
  unit.publish(caseOpened, {
    subject: ids.application,
    divisionCode,
    aggregateVersion: 1,
    data: toCaseState(source, [...new Set(persons)].sort()),
  });
  unit.publish(enrolmentApproved, {
    subject: ids.enrolment,
    divisionCode,
    aggregateVersion: 1,
    data: {
      enrolmentId: ids.enrolment,
      applicationId: ids.application,
      caseId: caseRef('social-assistance', ids.application),
      householdId: ids.household,
      programme,
      personIds: result.counted.filter(({ counted }) => counted).map(({ personId }) => personId),
      fromMonth,
      amountFen: result.amountFen,
      decisionId: ids.decision,
    },
  });
}

function outcomeOf(taken: readonly SealedLine[], badLines: readonly BadLine[]): Outcome {
  return {
    created: taken.length,
    found: 0,
    refused: new Set(badLines.map(({ line }) => line)).size,
    refs: taken.map(({ ref, ids, result: { amountFen } }) => ({
      ref,
      applicationId: ids.application,
      enrolmentId: ids.enrolment,
      decisionId: ids.decision,
      amountFen,
    })),
    badLines: [...badLines].sort((a, b) => a.line - b.line),
  };
}
