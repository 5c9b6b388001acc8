import { type Static, Type } from 'typebox';

/** How an agency can go wrong. */
export const Behaviour = Type.Union([
  Type.Literal('TIMEOUT'),
  Type.Literal('WRONG_SIGNATURE'),
  Type.Literal('REPLAY'),
  Type.Literal('OTHER_PERSON'),
  /** Rows of which nothing says whose record they are from. */
  Type.Literal('NO_SUBJECT'),
  Type.Literal('HIT_WITHOUT_ROWS'),
  Type.Literal('NO_RECORD_WITH_ROWS'),
  Type.Literal('OVER_RETURN'),
  Type.Literal('UNKNOWN_REF'),
  Type.Literal('FUTURE_SOURCE'),
  Type.Literal('ERROR_500'),
  /** A byte now and then, without end. */
  Type.Literal('SLOW_DRIP'),
  /** The connection is torn down. */
  Type.Literal('RESET'),
  /** 100 MB. */
  Type.Literal('HUGE'),
  Type.Literal('WRONG_JSON'),
  /** Not the agreed UTF-8. */
  Type.Literal('WRONG_CHARSET'),
  /** Beyond the deadline; the same question gets its answer when it comes again. */
  Type.Literal('LATE'),
  /** Two answers at once, equal or not. */
  Type.Literal('DUPLICATE'),
  Type.Literal('CONTRADICTORY'),
]);
export type Behaviour = Static<typeof Behaviour>;

/** What an agency answers about a person and item instead of its register; left out, every person or item is meant. */
export const Override = Type.Object(
  {
    /** Reference of the population, such as `S-A.2`. */
    personRef: Type.Optional(Type.String({ minLength: 1 })),
    item: Type.Optional(Type.String({ minLength: 1 })),
    monthlyGrossFen: Type.Optional(Type.Integer({ minimum: 0 })),
    rows: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
    outcome: Type.Optional(Type.String()),
    behaviour: Type.Optional(Behaviour),
    /** How many queries it lasts; without end unless told. */
    times: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);
export type Override = Static<typeof Override>;

/** The overrides in force; the latest that fits wins. */
export interface Overrides {
  add(override: Override): void;
  clear(): void;
  /** When the overrides of now are cleared. */
  cleared(): Promise<void>;
  /** The override of a question; counts its uses. */
  take(personRef: string | undefined, item: string): Override | undefined;
}

/** Overrides in memory, gone with the process. */
export function createOverrides(): Overrides {
  let entries: { override: Override; left: number }[] = [];
  let inForce = Promise.withResolvers<void>();
  return {
    add: (override) => {
      entries.push({ override, left: override.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      entries = [];
      inForce.resolve();
      inForce = Promise.withResolvers<void>();
    },
    cleared: () => inForce.promise,
    take(personRef, item) {
      const found = entries.findLast(({ override, left }) => left > 0 && fits(override, personRef, item));
      if (found) found.left -= 1;
      return found?.override;
    },
  };
}

function fits(override: Override, personRef: string | undefined, item: string): boolean {
  const person = override.personRef === undefined || override.personRef === personRef;
  return person && (override.item === undefined || override.item === item);
}
