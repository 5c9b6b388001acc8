/** What came of one mutant: the part of Stryker's result that counts here. */
export interface MutantOutcome {
  readonly fileName: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
  readonly mutatorName: string;
  readonly replacement?: string | undefined;
  readonly status: string;
}

/** What came of the mutants of a module. */
export interface Verdict {
  /** Mutants that were tried; those ignored with a reason in the code and those that could not be run are not. */
  readonly tried: number;
  readonly noticed: number;
  /** Those of the noticed whose tests did not end: on a busy machine not all of them for the mutant's sake. */
  readonly timedOut: number;
  readonly survivors: readonly MutantOutcome[];
  readonly ignored: number;
  readonly unrunnable: number;
  /** Share of the tried ones that a test noticed, in percent. */
  readonly score: number;
  /** Survivors beyond what the aim allows. */
  readonly failed: number;
}

/** The least share of mutants that tests must notice, in percent. */
export const aimPercent = 85;

/** Counts outcomes; throws where none was tried, for that proves nothing. */
export function judge(outcomes: readonly MutantOutcome[]): Verdict {
  const count = (...statuses: string[]): number => outcomes.filter(({ status }) => statuses.includes(status)).length;
  const survivors = outcomes.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const noticed = count('Killed', 'Timeout');
  const tried = noticed + survivors.length;
  if (tried === 0) throw new Error('no mutant was tried');
  const allowed = Math.floor((tried * (100 - aimPercent)) / 100);
  return {
    tried,
    noticed,
    timedOut: count('Timeout'),
    survivors,
    ignored: count('Ignored'),
    unrunnable: count('RuntimeError', 'CompileError'),
    score: Math.floor((noticed * 1_000) / tried) / 10,
    failed: Math.max(0, survivors.length - allowed),
  };
}

/** One line for a survivor: where it stands and what it is, on one line and not too long. */
export function lineOf({ fileName, location, mutatorName, replacement = '', status }: MutantOutcome): string {
  const { line, column } = location.start;
  const text = replacement.replaceAll(/\s+/g, ' ');
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  const untested = status === 'NoCoverage' ? ' (no test comes here)' : '';
  return `${fileName}:${line}:${column} ${mutatorName} → ${shown}${untested}`;
}
