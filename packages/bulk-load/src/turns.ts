/** Turns of the chunks, shared by all threads: at each gate the number of the chunk whose turn it is. */
export type Turns = Int32Array<SharedArrayBuffer>;

/** Where chunks pass in their order: when they write their records, and when they commit. */
export const gates = { records: 0, commit: 1 } as const;
export type Gate = keyof typeof gates;

/** The turns of a load that begins with a chunk. */
export function createTurns(first: number): Turns {
  return new Int32Array(new SharedArrayBuffer(8)).fill(first);
}

/** Waits until it is a chunk's turn. */
export async function awaitTurn(turns: Turns, gate: Gate, number: number): Promise<void> {
  for (;;) {
    const current = Atomics.load(turns, gates[gate]);
    if (current >= number) return;
    await Atomics.waitAsync(turns, gates[gate], current).value;
  }
}

/** Lets the next chunk pass. */
export function passTurn(turns: Turns, gate: Gate, number: number): void {
  Atomics.store(turns, gates[gate], number + 1);
  Atomics.notify(turns, gates[gate]);
}
