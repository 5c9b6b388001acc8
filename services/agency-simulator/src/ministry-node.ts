import type { SyncAnswer, SyncContent, SyncGroup, SyncGroupRecords, SyncRecord } from '@mz/contracts';
import { groupHash, verdictOf } from './ministry-records.ts';

type Refusal = SyncAnswer['records'][number];

/** A record that came with a version which another content has already. */
export interface NodeConflict {
  readonly seq: number;
  readonly table: string;
  readonly key: string;
  readonly version: number;
}

/** What goes wrong on purpose. */
export interface NodeFaults {
  /** Acknowledged and forgotten. */
  readonly forgetSeq?: number;
  /** `table|key` of a record that is lost. */
  readonly loseKey?: string;
}

/** The simulated node: packages in their order, records by their version. */
export interface MinistryNode {
  receive(content: SyncContent, hash: string): SyncAnswer;
  groups(): { last_seq: number; groups: SyncGroup[] };
  records(division: string, category: string): SyncGroupRecords;
  conflicts(): readonly NodeConflict[];
  control(fault: NodeFaults): void;
  clear(): void;
}

interface Package {
  readonly content: SyncContent;
  readonly hash: string;
}

interface State {
  readonly records: Map<string, SyncRecord>;
  /** Hash of each package that was applied. */
  readonly applied: Map<number, string>;
  /** Packages that wait for an earlier one. */
  readonly held: Map<number, Package>;
  readonly conflicts: NodeConflict[];
  lastSeq: number;
  forgetSeq: number;
}

/** A node in memory, gone with the process. */
export function createMinistryNode(): MinistryNode {
  let state = emptyState();
  return {
    receive: (content, hash) => receive(state, { content, hash }),
    groups: () => ({ last_seq: state.lastSeq, groups: groupsOf(state) }),
    records(division, category) {
      const members = living(state).filter((one) => countyOf(one.division) === division && one.category === category);
      return { records: members.map(({ table, key, version, hash }) => ({ table, key, version, hash })) };
    },
    conflicts: () => state.conflicts,
    control({ forgetSeq, loseKey }) {
      state.forgetSeq = forgetSeq ?? state.forgetSeq;
      if (loseKey !== undefined) state.records.delete(loseKey);
    },
    clear() {
      state = emptyState();
    },
  };
}

function emptyState(): State {
  return { records: new Map(), applied: new Map(), held: new Map(), conflicts: [], lastSeq: 0, forgetSeq: 0 };
}

function receive(state: State, item: Package): SyncAnswer {
  const { seq, base_seq: baseSeq, count, records } = item.content;
  const before = state.applied.get(seq);
  if (before !== undefined) return before === item.hash ? answer(state, seq, {}) : rejected(state, seq, 'SEQ_CONFLICT');
  if (baseSeq !== seq - 1) return rejected(state, seq, 'BASE_SEQ');
  if (count !== records.length) return rejected(state, seq, 'COUNT');
  if (seq === state.forgetSeq) {
    state.forgetSeq = 0;
    return answer(state, seq, { applied: [{ seq, changes: count }] });
  }
  return seq > state.lastSeq + 1 ? hold(state, item) : advance(state, item);
}

function answer(state: State, seq: number, more: Partial<SyncAnswer>): SyncAnswer {
  const none = { applied: [], resend: [], records: [], reason: null };
  return { seq, result: 'ACK', last_seq: state.lastSeq, ...none, ...more };
}

function rejected(state: State, seq: number, reason: string): SyncAnswer {
  return answer(state, seq, { result: 'REJECTED', reason });
}

function hold(state: State, item: Package): SyncAnswer {
  const { seq } = item.content;
  const waiting = state.held.get(seq);
  if (waiting !== undefined && waiting.hash !== item.hash) return rejected(state, seq, 'SEQ_CONFLICT');
  state.held.set(seq, item);
  const earlier = Array.from({ length: seq - state.lastSeq - 1 }, (_, index) => state.lastSeq + 1 + index);
  return answer(state, seq, { result: 'HELD', resend: earlier.filter((one) => !state.held.has(one)) });
}

/** Applies a package and whatever waited for it. */
function advance(state: State, first: Package): SyncAnswer {
  const applied: SyncAnswer['applied'] = [];
  const records: Refusal[] = [];
  for (let next: Package | undefined = first; next !== undefined; next = state.held.get(state.lastSeq + 1)) {
    const { seq } = next.content;
    const ended = apply(state, next);
    state.held.delete(seq);
    applied.push({ seq, changes: ended.changes });
    records.push(...ended.refused);
  }
  return answer(state, first.content.seq, { result: records.length === 0 ? 'ACK' : 'NACK', applied, records });
}

function apply(state: State, { content, hash }: Package): { changes: number; refused: Refusal[] } {
  const { seq } = content;
  state.lastSeq = seq;
  state.applied.set(seq, hash);
  const seen = new Set<string>();
  const refused: Refusal[] = [];
  let changes = 0;
  for (const record of content.records) {
    const { table, key, version } = record;
    const at = `${table}|${key}`;
    const verdict = verdictOf(record, state.records.get(at), seen.has(at));
    seen.add(at);
    if (verdict === 'UNCHANGED') continue;
    if (verdict === 'CHANGED') {
      state.records.set(at, record);
      changes += 1;
      continue;
    }
    refused.push({ seq, table, key, code: verdict });
    if (verdict === 'DUPLICATE') state.conflicts.push({ seq, table, key, version });
  }
  return { changes, refused };
}

function groupsOf(state: State): SyncGroup[] {
  const byGroup = Map.groupBy(living(state), ({ division, category }) => `${countyOf(division)} ${category}`);
  return [...byGroup].map(([group, members]) => {
    const [division = '', category = ''] = group.split(' ');
    return { division, category, count: members.length, hash: groupHash(members) };
  });
}

function living({ records }: State): SyncRecord[] {
  return [...records.values()].filter(({ op }) => op === 'UPSERT');
}

function countyOf(division: string): string {
  return division.slice(0, 6).padEnd(12, '0');
}
