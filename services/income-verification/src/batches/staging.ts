import { agreedRows } from '@mz/agencies';
import type { AgencyItemCode, ExchangeAnswerRow } from '@mz/contracts';
import type { CopyValue } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { judgeAnswer } from '../dispatch/index.ts';
import type { Copy } from './identities.ts';
import { fingerprintOf } from './known.ts';
import { bandOf, deathIn } from './rules.ts';

/** What an answer row says: no record, a record, a death, number and name do not fit, or nothing that can be used. */
type Said = 'NONE' | 'HIT' | 'DEAD' | 'MISMATCH' | 'UNUSABLE';

/** One answer on its way to the set match. */
export interface Staged {
  readonly seq: number;
  readonly said: Said;
  readonly fingerprint: Buffer | null;
  readonly band: string | null;
  readonly asOf: LegalDay;
  readonly eventOn: LegalDay | null;
}

/** The columns of the stage, and a row in their order. */
export const stageColumns = ['seq', 'said', 'fingerprint', 'band', 'as_of', 'event_on'] as const;

/** The values of a staged answer for COPY. */
export function valuesOf({ seq, said, fingerprint, band, asOf, eventOn }: Staged): CopyValue[] {
  // COPY's values have their own null.
  return [seq, said, fingerprint, band, asOf, eventOn] as CopyValue[];
}

/** What the rows of a chunk are judged against. */
export interface Staging {
  readonly kit: Pick<AppKit, 'indexes'>;
  /** The id of the chunk. */
  readonly ref: string;
  readonly agencyCode: string;
  readonly item: AgencyItemCode;
  readonly personIds: readonly string[];
  readonly receivedOn: LegalDay;
  readonly staleDays: number;
  copyOf(seq: number): Copy;
  /** Told of each row that cannot be believed, or in which something came that nobody asked for. */
  onFault(code: string): void;
}

const countedFlags: ReadonlySet<string> = new Set(['ANSWER_OVER_RETURN', 'STALE']);

/** Judges one answer row by the rules of every answer, and reduces it to what is compared. */
export function stageRow(staging: Staging, row: ExchangeAnswerRow): Staged {
  const { ref, item, receivedOn, staleDays } = staging;
  const { seq, source_as_of: asOf } = row;
  const unusable = { seq, said: 'UNUSABLE', fingerprint: null, band: null, asOf, eventOn: null } as const;
  const copy = staging.copyOf(seq);
  const asked = { ref, item, name: copy?.name ?? '', birthDate: copy?.birthDate ?? '', receivedOn, staleDays };
  const rows = agreedRows(staging.agencyCode, item, row.rows);
  const judged = judgeAnswer({ ref: row.ref, outcome: row.outcome, rows, sourceAsOf: asOf }, asked);
  if (!judged.ok) {
    staging.onFault(judged.code);
    return unusable;
  }
  for (const flag of judged.flags) if (countedFlags.has(flag)) staging.onFault(flag);
  if (judged.flags.includes('STALE')) return unusable;
  switch (judged.outcome) {
    case 'NO_RECORD':
      return { ...unusable, said: 'NONE' };
    case 'IDENTITY_MISMATCH':
      return { ...unusable, said: 'MISMATCH' };
    case 'HIT': {
      const eventOn = deathIn(item, judged.rows) ?? null;
      const personId = staging.personIds[seq - 1] ?? '';
      const fingerprint = fingerprintOf(staging.kit, { item, personId }, judged.rows);
      return {
        seq,
        said: eventOn === null ? 'HIT' : 'DEAD',
        fingerprint,
        band: bandOf(item, judged.rows),
        asOf,
        eventOn,
      };
    }
    // A part of the register was not looked at: what is missing there is no change (§14 reading 3).
    case 'PARTIAL_COVERAGE':
    case 'NOT_COVERED':
    case 'REFUSED':
    case 'ERROR':
      return unusable;
  }
}
