import { type Place, squeeze } from './source-text.ts';

/** What came of one mutant: the part of Stryker's result that counts here, with the text that was changed. */
export interface MutantOutcome {
  readonly fileName: string;
  readonly location: { readonly start: Place; readonly end: Place };
  readonly mutatorName: string;
  /** The text that was replaced. */
  readonly original: string;
  readonly replacement?: string | undefined;
  readonly status: string;
}

/** Why a mutant changes nothing that a test could notice; undefined where nobody has said so. */
type ReasonOf = (outcome: MutantOutcome) => string | undefined;

/** What came of the mutants of a module. */
export interface Verdict {
  /** Mutants that were tried and change something; those ignored in the code and those that could not be run are not. */
  readonly tried: number;
  readonly noticed: number;
  /** Those of the noticed whose tests did not end: on a busy machine not all of them for the mutant's sake. */
  readonly timedOut: number;
  readonly survivors: readonly MutantOutcome[];
  /** Survivors that are known to change nothing. */
  readonly equivalent: number;
  /** Mutants that are said to change nothing, and a test noticed them all the same. */
  readonly refuted: readonly MutantOutcome[];
  readonly ignored: number;
  readonly unrunnable: number;
  /** Share of the tried ones that a test noticed, in percent. */
  readonly score: number;
  /** Survivors beyond what the aim allows, and refuted reasons. */
  readonly failed: number;
}

/** The least share of mutants that tests must notice, in percent. */
export const aimPercent = 85;

/** Counts outcomes; throws where none was tried, for that proves nothing. */
export function judge(outcomes: readonly MutantOutcome[], reasonOf: ReasonOf): Verdict {
  const count = (...statuses: string[]): number => outcomes.filter(({ status }) => statuses.includes(status)).length;
  const all = outcomes.filter(isSurvivor);
  const survivors = all.filter((outcome) => reasonOf(outcome) === undefined);
  // What timed out may have done so for the machine's sake.
  const refuted = outcomes.filter((outcome) => outcome.status === 'Killed' && reasonOf(outcome) !== undefined);
  const noticed = count('Killed', 'Timeout');
  const tried = noticed + survivors.length;
  if (tried === 0) throw new Error('no mutant was tried');
  const allowed = Math.floor((tried * (100 - aimPercent)) / 100);
  return {
    tried,
    noticed,
    timedOut: count('Timeout'),
    survivors,
    equivalent: all.length - survivors.length,
    refuted,
    ignored: count('Ignored'),
    unrunnable: count('RuntimeError', 'CompileError'),
    score: Math.floor((noticed * 1_000) / tried) / 10,
    failed: Math.max(0, survivors.length - allowed) + refuted.length,
  };
}

/** Whether no test noticed the mutant. */
export function isSurvivor({ status }: MutantOutcome): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

/** One line for a survivor: where it stands and what it is, on one line and not too long. */
export function lineOf(outcome: MutantOutcome): string {
  const { fileName, location, mutatorName, status } = outcome;
  const { line, column } = location.start;
  const text = changeOf(outcome);
  const shown = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  const untested = status === 'NoCoverage' ? ' (no test comes here)' : '';
  return `${fileName}:${line}:${column} ${mutatorName} ${shown}${untested}`;
}

/** What was replaced by what: `old → new`, its white space squeezed. */
export function changeOf({ original, replacement = '' }: MutantOutcome): string {
  return `${squeeze(original)} → ${squeeze(replacement)}`;
}
