import { type ChangeAnswer, type ChangeInquiry, ChangeKind } from '@mz/contracts';
import { type Static, Type } from 'typebox';
import type { Directory } from './directory.ts';

/** A change in a register, by the reference of the population. */
export const RegisterChange = Type.Object(
  {
    personRef: Type.String({ minLength: 1 }),
    item: Type.String({ minLength: 1 }),
    kind: ChangeKind,
    band: Type.Optional(Type.String()),
    asOf: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  },
  { additionalProperties: false },
);
export type RegisterChange = Static<typeof RegisterChange>;

/** What changed in the registers. */
export interface Changes {
  add(change: RegisterChange): void;
  clear(): void;
  answer(inquiry: ChangeInquiry, directory: Directory): ChangeAnswer;
}

/** Changes in memory, gone with the process. */
export function createChanges(): Changes {
  let entries: RegisterChange[] = [];
  return {
    add: (change) => {
      entries.push(change);
    },
    clear: () => {
      entries = [];
    },
    answer({ since, subscriptions }, directory) {
      const changes = subscriptions.flatMap(({ ref, idNo, items }) => {
        const person = directory.byNumber(idNo);
        return entries
          .filter((entry) => entry.personRef === person?.ref && items.includes(entry.item) && entry.asOf >= since)
          .map(({ item, kind, band, asOf }) => ({ ref, item, kind, band: band ?? null, asOf }));
      });
      return { changes };
    },
  };
}
