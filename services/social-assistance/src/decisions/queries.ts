import type { getCapsule, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { listUnderAppeal } from '../applications/index.ts';
import { decidedOn, logShown } from '../readings.ts';
import type { Notice } from './notice.ts';

type Capsule = OperationOutputOf<typeof getCapsule>;

/** The written notice of a decision; throws DECISION_UNKNOWN, also outside the caller's reach. */
export async function readNotice(kit: AppKit, ctx: Context, id: string): Promise<Notice> {
  const { notice, underAppeal } = await readDecision(kit, ctx, id, ['DECISION']);
  return { ...(notice as Notice), underAppeal }; // written by recordDecision
}

/** The sealed capsule with the key that verifies it. */
export async function readCapsule(kit: AppKit, ctx: Context, id: string): Promise<Capsule> {
  const shown = ['DECISION', 'FAMILY', 'HEALTH', 'INCOME', 'ASSETS'];
  const { capsule, capsuleHash, seal } = await readDecision(kit, ctx, id, shown);
  const given = seal as Capsule['seal']; // written by recordDecision
  const key = kit.sealer.publicKeys().keys.find(({ kid }) => kid === given.keyId);
  if (key === undefined) throw new Error(`The key of the seal of decision ${id} is not published`);
  return { capsule: capsule as Capsule['capsule'], hash: capsuleHash, seal: given, publicKey: { ...key } };
}

async function readDecision(kit: AppKit, ctx: Context, id: string, facts: readonly string[]) {
  return kit.read(ctx, async (db) => {
    const wanted = db.selectFrom('decision').select(['notice', 'capsule', 'capsuleHash', 'seal']).where('id', '=', id);
    const [row, underAppeal] = await Promise.all([
      wanted.executeTakeFirst(),
      listUnderAppeal(db, 'decisionId', [id]),
      logShown(kit, ctx, db, { persons: decidedOn(id), facts }),
    ]);
    if (row === undefined) throw fail('DECISION_UNKNOWN');
    return { ...row, underAppeal: underAppeal.has(id) };
  });
}
