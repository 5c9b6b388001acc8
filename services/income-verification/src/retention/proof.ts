import { createHash } from 'node:crypto';
import type { Work } from '../app-kit.ts';

/** Rows that went, by what they were. */
export interface DeletedCounts {
  readonly answers: number;
  readonly quarantined: number;
  readonly identities: number;
  readonly letters: number;
  readonly replies: number;
  readonly files: number;
  readonly discs: number;
}

/** What a deletion did. */
export interface Deletion {
  readonly requestId: string;
  readonly reason: 'ARCHIVED' | 'STOPPED' | 'BANK_TERM';
  readonly counts: DeletedCounts;
  readonly answersSha256: string;
  /** The key that went, as it lay in the database. */
  readonly key?: { readonly dataKeyId: string; readonly wrapped: Uint8Array };
}

/** SHA-256 over the hashes of answers in the order of their questions: the reports name the same hashes as their sources. */
export function answersHash(answers: readonly { readonly subQueryId: string; readonly rawHash: string }[]): string {
  const lines = answers.map(({ subQueryId, rawHash }) => `${subQueryId} ${rawHash}\n`).toSorted();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** Keeps the proof: a row that nobody changes, and the same words in the audit trail, which is chained and signed. */
export async function keepProof({ kit, ctx, unit }: Work, deletion: Deletion): Promise<void> {
  const { requestId, reason, counts, answersSha256, key } = deletion;
  const id = kit.newId();
  const proof = {
    ...{ requestId, reason, ...counts, answersSha256, deletedOn: kit.clock.today(), job: ctx.actor.subject },
    scope: reason === 'BANK_TERM' ? 'BANK' : 'WHOLE',
    dataKeyId: key?.dataKeyId ?? null,
    wrappedSha256: key === undefined ? null : createHash('sha256').update(key.wrapped).digest('hex'),
  };
  await unit.db
    .insertInto('deletionRecord')
    .values({ ...proof, id, deletedAt: kit.clock.wall() })
    .execute();
  unit.audit({ action: 'answers.delete', recordType: 'deletion_record', recordId: id, after: proof });
}
