/** One thing that must hold, with what was asked and what came. */
export interface Expectation {
  readonly id: string;
  readonly request: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly held: boolean;
}

/** The story goes no further: a later step needs what this one did not bring. */
export class StoryStopped extends Error {}

/** Collects expectations in the order of the story. */
export interface Expectations {
  /** Records whether `actual` equals `expected` (by JSON); returns whether it held. */
  expect(id: string, request: string, expected: unknown, actual: unknown): boolean;
  /** As `expect`, but the story stops when it fails. */
  need(id: string, request: string, expected: unknown, actual: unknown): void;
  readonly all: readonly Expectation[];
}

/** Starts an empty collection; every failure is printed at once. */
export function collectExpectations(print: (line: string) => void): Expectations {
  const all: Expectation[] = [];
  function expect(id: string, request: string, expected: unknown, actual: unknown): boolean {
    const held = JSON.stringify(expected) === JSON.stringify(actual);
    if (all.some((earlier) => earlier.id === id)) throw new Error(`Expectation ${id} stands twice in the story`);
    all.push({ id, request, expected, actual: actual ?? null, held });
    if (!held) print(`FAILED ${id}: ${request}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
    return held;
  }
  return {
    all,
    expect,
    need(id, request, expected, actual) {
      if (!expect(id, request, expected, actual)) throw new StoryStopped(id);
    },
  };
}

/** The same collection where every expectation is needed: the first that fails ends the story. */
export function untilFirstFailure(collected: Expectations): Expectations {
  return {
    ...collected,
    expect(id, request, expected, actual) {
      collected.need(id, request, expected, actual);
      return true;
    },
  };
}
