import { createHash } from 'node:crypto';
import { type PublicKeySet, type Seal, type Sealer, verifySeal } from './seal.ts';

/** What an anchor states: after `upToSequence` rows the chain stood at `hash`; `count` rows came since the anchor before. */
export interface AnchorStatement {
  readonly upToSequence: number;
  /** 64 lower-case hex digits: the chain hash of the row `upToSequence`. */
  readonly hash: string;
  readonly count: number;
  /** The instant in UTC, ISO 8601. */
  readonly sealedAt: string;
}

/** A signed statement about the chain; a copy is kept outside the database. */
export interface ChainAnchor extends AnchorStatement {
  readonly signature: Seal;
}

/** Signs an anchor. */
export function sealAnchor(sealer: Sealer, statement: AnchorStatement): ChainAnchor {
  const { upToSequence, hash, count, sealedAt } = statement;
  return { upToSequence, hash, count, sealedAt, signature: sealer.seal(anchorHash(statement)) };
}

/** True when the anchor was signed as it stands by one of these keys. */
export function isAnchorGenuine(anchor: ChainAnchor, publicKeys: PublicKeySet): boolean {
  return verifySeal(anchorHash(anchor), anchor.signature, publicKeys).ok;
}

function anchorHash({ upToSequence, hash, count, sealedAt }: AnchorStatement): string {
  const text = `mz-audit-anchor/1\n${upToSequence}\n${hash}\n${count}\n${sealedAt}\n`;
  return createHash('sha256').update(text).digest('hex');
}
