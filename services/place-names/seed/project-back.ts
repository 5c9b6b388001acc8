/** A change as the projection needs it. */
export interface BackChange {
  readonly changeId: string;
  readonly effectiveOn: string;
  readonly items: readonly BackItem[];
}

/** One item at county level; codes have 6 digits. `whole` is false for a moved part, true for the rest or the full unit. */
export interface BackItem {
  readonly from: string;
  readonly to: string;
  readonly whole: boolean;
}

/** One code of a township over time; empty bounds are open. */
export interface CodeSpan {
  readonly code: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly changeIn: string;
  readonly changeOut: string;
}

/**
 * The codes that a township of today bore, newest first, by reversing the changes from the last to the first.
 * A reviewed origin decides where a merger or a moved part leaves a choice; otherwise the first six digits are put back
 * and the rest stays (handbook §4.2). A part whose units are not known reverses nothing.
 */
export function projectBack(
  code: string,
  changes: readonly BackChange[],
  origins: ReadonlyMap<string, string>,
): CodeSpan[] {
  const spans: CodeSpan[] = [];
  let open = { code, validTo: '', changeOut: '' };
  for (const change of [...changes].sort(newestFirst)) {
    const before = codeBefore(open.code, change, origins);
    if (before === open.code) continue;
    spans.push({ ...open, validFrom: change.effectiveOn, changeIn: change.changeId });
    open = { code: before, validTo: change.effectiveOn, changeOut: change.changeId };
  }
  return [...spans, { ...open, validFrom: '', changeIn: '' }];
}

/** The key of a reviewed origin. */
export function originKey(changeId: string, code: string): string {
  return `${changeId} ${code}`;
}

function codeBefore(code: string, change: BackChange, origins: ReadonlyMap<string, string>): string {
  const origin = origins.get(originKey(change.changeId, code));
  if (origin !== undefined) return origin;
  const county = code.slice(0, 6);
  const sources = change.items.filter((item) => item.whole && item.to === county).map((item) => item.from);
  if (sources.length === 0 || sources.includes(county)) return code;
  const [only, ...others] = sources;
  if (only === undefined || others.length > 0) throw new Error(`${change.changeId}: no reviewed origin for ${code}`);
  return only + code.slice(6);
}

function newestFirst(a: BackChange, b: BackChange): number {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? 1 : -1;
  return a.changeId < b.changeId ? 1 : -1;
}
