/** Requests that are still worked on, or whose report may get another version. */
const settling: ReadonlySet<string> = new Set([
  ...['DISPATCHED', 'PARTIAL', 'COMPILED', 'REPORT_ISSUED', 'SUPPLEMENTED', 'OBJECTED', 'REVERIFYING'],
  ...['UPHELD', 'REVISED'],
]);

type Refusal<C extends string> = { readonly ok: true } | { readonly ok: false; readonly code: C };

interface OpenProposal {
  readonly kind: string;
  readonly state: string;
  readonly personId: string;
  readonly incomeType: string | null;
  readonly subQueryId: string | null;
}

/** One of the sources that disagree is chosen, while no proposal on the same fact waits (income-verification.md §6.1 item 5). */
export function decideConflictProposal(
  { personId, incomeType, source }: { readonly personId: string; readonly incomeType: string; readonly source: string },
  facts: {
    readonly state: string;
    readonly items: readonly {
      readonly personId: string;
      readonly type: string;
      readonly disagreeing?: readonly string[];
    }[];
    readonly open: readonly OpenProposal[];
  },
): Refusal<'STATE_TRANSITION_INVALID' | 'CONFLICT_UNKNOWN' | 'RESOLUTION_OPEN'> {
  if (!settling.has(facts.state)) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  const item = facts.items.find((one) => one.personId === personId && one.type === incomeType);
  if (item?.disagreeing?.includes(source) !== true) return { ok: false, code: 'CONFLICT_UNKNOWN' };
  const waits = facts.open.some(
    (one) =>
      one.kind === 'CONFLICT' && one.state === 'PROPOSED' && one.personId === personId && one.incomeType === incomeType,
  );
  return waits ? { ok: false, code: 'RESOLUTION_OPEN' } : { ok: true };
}

/** Rows under another name or spelling are confirmed or dropped once (income-verification.md §6.1 item 1). */
export function decideRowsProposal(facts: {
  readonly id: string;
  readonly state: string;
  readonly quarantined: boolean | null;
  readonly flags: readonly string[] | null;
  readonly rowCount: number | null;
  readonly open: readonly OpenProposal[];
}): Refusal<'STATE_TRANSITION_INVALID' | 'ROWS_NOT_IN_DOUBT' | 'RESOLUTION_OPEN'> {
  if (!settling.has(facts.state)) return { ok: false, code: 'STATE_TRANSITION_INVALID' };
  const variant = facts.flags?.includes('NAME_VARIANT') === true;
  const doubted = (facts.rowCount ?? 0) > 0 && (facts.quarantined === true || variant);
  if (!doubted) return { ok: false, code: 'ROWS_NOT_IN_DOUBT' };
  const waits = facts.open.some((one) => one.subQueryId === facts.id && one.state !== 'REFUSED');
  return waits ? { ok: false, code: 'RESOLUTION_OPEN' } : { ok: true };
}
