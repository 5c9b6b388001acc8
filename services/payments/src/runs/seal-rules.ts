import { createHash } from 'node:crypto';
import type { BatchLine, SealedBatch } from '@mz/contracts';
import { type PublicKeySet, type Seal, verifySeal } from '@mz/crypto';
import { addMonthsToMonth, canonicalJson, type LegalDay, MAX_INPUT_FEN, monthOf } from '@mz/domain';
import type { Static } from 'typebox';

/** A line of a sealed batch. */
export type SealedLine = Static<typeof BatchLine>;
/** The head of a sealed batch. */
export type BatchHead = Static<typeof SealedBatch>;

/** Why a batch is refused whole (payments.md §3.2, §12). */
export type BatchRefusal =
  | 'BATCH_SEAL_BROKEN'
  | 'AMOUNT_INVALID'
  | 'SHARE_SUM_MISMATCH'
  | 'PERIOD_INVALID'
  | 'PROGRAMME_UNKNOWN'
  | 'PAYEE_UNKNOWN'
  | 'PAYEE_NOT_ENTITLED'
  | 'REISSUE_CAUSE_INVALID';

/** What was pulled of a batch. */
export interface BatchDigest {
  readonly count: number;
  readonly totalFen: number;
  readonly sha256: string;
  /** The first fault of the lines themselves. */
  readonly fault: BatchRefusal | undefined;
}

/** Takes the lines of a batch in their order, text by text, and keeps count, total, hash and the first fault. */
export function createBatchDigest(today: LegalDay): {
  add(text: string): SealedLine | undefined;
  result(): BatchDigest;
} {
  const hash = createHash('sha256');
  let [count, totalFen, last] = [0, 0, ''];
  let fault: BatchRefusal | undefined;
  return {
    add(text) {
      hash.update(`${text}\n`);
      count += 1;
      const line = readLine(text);
      const wrong = line === undefined || line.lineId <= last ? 'BATCH_SEAL_BROKEN' : checkLine(line, today);
      fault ??= wrong;
      if (line === undefined || wrong !== undefined) return undefined;
      last = line.lineId;
      totalFen += line.amountFen;
      return line;
    },
    result: () => ({ count, totalFen, sha256: hash.copy().digest('hex'), fault }),
  };
}

const kinds = ['REGULAR', 'SUPPLEMENT', 'ONE_OFF', 'FUNERAL', 'INSTALMENT', 'REISSUE'];
const levels = ['CENTRAL', 'PROVINCE', 'CITY', 'COUNTY'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The line of a text in the canonical form of RFC 8785; undefined for every other text. */
function readLine(text: string): SealedLine | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
    if (canonicalJson(parsed) !== text) return undefined;
  } catch {
    return undefined;
  }
  return isLine(parsed) ? parsed : undefined;
}

function isLine(value: unknown): value is SealedLine {
  if (!isObject(value)) return false;
  const ids = ['lineId', 'enrolmentId', 'causeId', 'payeeId', 'decisionId'];
  return (
    ids.every((field) => uuid.test(String(value[field]))) &&
    typeof value.benefitMonth === 'string' &&
    typeof value.amountFen === 'number' &&
    typeof value.deductionFen === 'number' &&
    kinds.includes(String(value.kind)) &&
    isList(value.shares, (share) => uuid.test(String(share.personId)) && typeof share.amountFen === 'number') &&
    isList(value.fundSplit, (part) => levels.includes(String(part.level)) && typeof part.amountFen === 'number')
  );
}

function isList(value: unknown, holds: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && holds(item));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fault of one line: amounts, sums of shares and of the fund split, a month after the next one. */
export function checkLine(line: SealedLine, today: LegalDay): BatchRefusal | undefined {
  const { amountFen, deductionFen, shares, fundSplit, benefitMonth } = line;
  const parts = [...shares, ...fundSplit].map((part) => part.amountFen);
  if (![amountFen, deductionFen, ...parts].every(isAmount)) return 'AMOUNT_INVALID';
  if (amountFen === 0 || deductionFen > amountFen) return 'AMOUNT_INVALID';
  if (sumOf(shares) !== amountFen || sumOf(fundSplit) !== amountFen) return 'SHARE_SUM_MISMATCH';
  if (!/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(benefitMonth)) return 'PERIOD_INVALID';
  return benefitMonth > addMonthsToMonth(monthOf(today), 1) ? 'PERIOD_INVALID' : undefined;
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= MAX_INPUT_FEN;
}

function sumOf(parts: readonly { readonly amountFen: number }[]): number {
  return parts.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

/** What the sealed event announced. */
export interface Announced {
  readonly batchId: string;
  readonly bureau: string;
  readonly programme: string;
  readonly divisionCode: string;
  readonly benefitMonth: string;
  readonly count: number;
  readonly totalFen: number;
  readonly sha256: string;
}

/** Whether event, head, lines and signature are one batch, sealed by a pinned key of the bureau. */
export function checkSeal(input: {
  readonly announced: Announced;
  readonly head: BatchHead;
  readonly digest: BatchDigest;
  readonly pinned: PublicKeySet;
}): BatchRefusal | undefined {
  const { announced, head, digest, pinned } = input;
  const { batchId, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256 } = head;
  const same = canonicalJson({ batchId, bureau, programme, divisionCode, benefitMonth, count, totalFen, sha256 });
  const { batchId: id, bureau: from, programme: of, divisionCode: at, benefitMonth: month, ...sums } = announced;
  const { count: n, totalFen: total, sha256: hash } = sums;
  const told = { batchId: id, bureau: from, programme: of, divisionCode: at, benefitMonth: month };
  if (same !== canonicalJson({ ...told, count: n, totalFen: total, sha256: hash })) return 'BATCH_SEAL_BROKEN';
  // A fault of a line has its own code, but only when the bureau really sealed these bytes.
  if (digest.count !== count || digest.sha256 !== sha256) return 'BATCH_SEAL_BROKEN';
  // The head comes from another process; what is no seal does not verify.
  if (!verifySeal(sha256, head.seal as Seal, pinned).ok) return 'BATCH_SEAL_BROKEN';
  if (digest.fault !== undefined) return digest.fault;
  return digest.totalFen === totalFen ? undefined : 'BATCH_SEAL_BROKEN';
}
