/** Calls in work at once that a saturated process takes (ADR 10); `npm run prove:faults -- overload` measures it. */
export const usualCallsWhenSaturated = 24;

/** How often a process that has this many calls in work is looked at. */
export const lookEveryMs = 20;

// A burst is worked off; what still stands after three looks does not go away by itself.
const looksUntilSaturated = 3;
const idleLooksUntilCalm = 10;
const quietLooksUntilCalm = 1_000 / lookEveryMs;

/** Decides whether one more call is taken. */
export interface Admission {
  /** Whether a call may begin; one that may must be told to end. */
  begin(): boolean;
  end(): void;
  /**
   * Called every `lookEveryMs` while `needsLooks`, with whether the process had more to do than it could since the last time;
   * one look that comes late stands for as many as should have come.
   */
  look(busy: boolean, looks?: number): void;
  /** False while looks would find nothing. */
  needsLooks(): boolean;
  stats(): AdmissionStats;
}

/** Where the admission stands. */
export interface AdmissionStats {
  readonly inWork: number;
  readonly saturated: boolean;
  /** Calls refused since the start. */
  readonly refused: number;
}

/**
 * Takes every call until as many as `most` stood in work through several looks at a busy process; from then on no more than
 * these at once, until nobody was refused for a second or the process is no longer busy. Many calls that only wait, for an
 * agency or a file, make no process busy and are no reason to refuse one.
 */
export function createAdmission(most: number): Admission {
  let [inWork, lowest, refused] = [0, 0, 0];
  let saturated = false;
  let [standing, idle, quiet] = [0, 0, 0];
  let refusedLately = false;
  let refusedAtAll = false;

  function become(state: boolean): void {
    saturated = state;
    [standing, idle, quiet] = [0, 0, 0];
    [refusedLately, refusedAtAll] = [false, false];
  }

  return {
    begin() {
      if (saturated && inWork >= most) {
        refused += 1;
        [refusedLately, refusedAtAll] = [true, true];
        return false;
      }
      inWork += 1;
      return true;
    },
    end() {
      inWork -= 1;
      lowest = Math.min(lowest, inWork);
      // It was only a burst after all, and it is over.
      if (saturated && !refusedAtAll && inWork < most / 2) become(false);
    },
    look(busy, looks = 1) {
      if (saturated) {
        idle = busy ? 0 : idle + looks;
        quiet = refusedLately ? 0 : quiet + looks;
        refusedLately = false;
        if (idle >= idleLooksUntilCalm || quiet >= quietLooksUntilCalm) become(false);
      } else {
        standing = busy && lowest >= most ? standing + looks : 0;
        if (standing >= looksUntilSaturated) become(true);
      }
      lowest = inWork;
    },
    needsLooks: () => saturated || inWork >= most,
    stats: () => ({ inWork, saturated, refused }),
  };
}
