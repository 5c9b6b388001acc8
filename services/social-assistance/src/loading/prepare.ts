import type { BadLine, Line, Prepared } from '@mz/bulk-load';
import { merkleTree } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { type CheckSetting, checkLine } from './check.ts';
import { type DecidedLine, decideLine } from './decide.ts';
import type { SealedLine } from './rows.ts';
import type { CountyPolicy } from './tables.ts';

/** A chunk before the database has said who is in another household. */
export interface PreparedChunk extends Prepared {
  readonly households: readonly SealedLine[];
}

/** What a thread prepares chunks with. */
export interface PrepareSetting extends CheckSetting {
  policyOf(divisionCode: string): CountyPolicy;
}

/** Checks and decides the lines of a chunk and seals its capsules under one signature (ARCHITECTURE §6). */
export function prepareChunk(lines: readonly Line[], setting: PrepareSetting): PreparedChunk {
  const badLines: BadLine[] = [];
  const decided: DecidedLine[] = [];
  const newId = (): string => setting.kit.newId();
  for (const line of lines) {
    const checked = checkLine(line, setting);
    const one = Array.isArray(checked)
      ? checked
      : decideLine(checked, { policy: setting.policyOf(checked.household.divisionCode), newId });
    if (Array.isArray(one)) badLines.push(...one);
    else decided.push(one);
  }
  // Whom a person is counted for is guarded by a unique index.
  return { passed: decided.length, badLines, serial: false, households: sealAll(setting.kit, decided) };
}

/** One seal over the root of the chunk's capsules; who is refused later leaves a leaf that nobody shows. */
function sealAll(kit: AppKit, decided: readonly DecidedLine[]): SealedLine[] {
  if (decided.length === 0) return [];
  const tree = merkleTree(decided.map(({ hash }) => hash));
  const seal = kit.sealer.seal(tree.root);
  return decided.map((one, index) => ({
    ...one,
    seal: { ...seal, merkle: { root: tree.root, path: tree.pathOf(index) } },
  }));
}
