import { agreedRows, subjectOf } from '@mz/agencies';
import type { AgencyItemCode, ExchangeAnswerRow } from '@mz/contracts';
import type { CopyValue } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { judgeAnswer } from '../dispatch/index.ts';
import type { GrantedOf } from './granted.ts';
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
  /** The lasting fields on which the fingerprint rests, where a grant does not let all of them cross. */
  readonly fields: string | null;
}

/** The columns of the stage, and a row in their order. */
export const stageColumns = ['seq', 'said', 'fingerprint', 'band', 'as_of', 'event_on', 'fields'] as const;

/** The values of a staged answer for COPY. */
export function valuesOf({ seq, said, fingerprint, band, asOf, eventOn, fields }: Staged): CopyValue[] {
  // COPY's values have their own null.
  return [seq, said, fingerprint, band, asOf, eventOn, fields] as CopyValue[];
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
  readonly grantedOf: GrantedOf;
  /** Told of each row that cannot be believed, or in which something came that nobody asked for. */
  onFault(code: string): void;
}

const countedFlags: ReadonlySet<string> = new Set(['ANSWER_OVER_RETURN', 'STALE']);

/** Judges one answer row by the rules of every answer, and reduces it to what is compared. */
export function stageRow(staging: Staging, row: ExchangeAnswerRow): Staged {
  const { ref, item, receivedOn, staleDays } = staging;
  const { seq, source_as_of: asOf } = row;
  const granted = staging.grantedOf(seq);
  const nothing = { fingerprint: null, band: null, eventOn: null, fields: granted?.seen ?? null } as const;
  const unusable = { ...nothing, seq, said: 'UNUSABLE', asOf } as const;
  // Who took the permission back meanwhile: not the agency's fault.
  if (granted === undefined) return unusable;
  const { fields, seen } = granted;
  const judged = judgeAnswer(saidBy(staging, row), {
    ...askedOf(staging, row),
    ref,
    item,
    receivedOn,
    staleDays,
    fields,
  });
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
      const said = eventOn === null ? 'HIT' : 'DEAD';
      return { seq, said, fingerprint, band: bandOf(item, judged.rows), asOf, eventOn, fields: seen };
    }
    // A part of the register was not looked at: what is missing there is no change (§14 reading 3).
    case 'PARTIAL_COVERAGE':
    case 'NOT_COVERED':
    case 'REFUSED':
    case 'ERROR':
      return unusable;
  }
}

/** The answer in the agreed words. */
function saidBy({ agencyCode, item }: Staging, { ref, outcome, rows, source_as_of, subject }: ExchangeAnswerRow) {
  const said = { ref, outcome, rows: agreedRows(agencyCode, item, rows), sourceAsOf: source_as_of };
  return { ...said, ...(subject === undefined ? {} : { subject }) };
}

/** About whom it was asked; whose record was read is compared where the agency says it. */
function askedOf({ copyOf }: Staging, { seq, ref, subject }: ExchangeAnswerRow) {
  const copy = copyOf(seq);
  const named = { name: copy?.name ?? '', birthDate: copy?.birthDate ?? '' };
  return subject === undefined || copy === null ? named : { ...named, subject: subjectOf(ref, copy.idNo) };
}
