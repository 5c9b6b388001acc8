import { decideNotedPerson, listNotedPersons, proposeNotedPerson, proposeNotedRemoval } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { decide, list, propose, proposeRemoval } from './commands.ts';

/** The list of persons of public note, kept by two officers; ordinary staff never learn who is on it (people.md §4). */
export function registerPublicNote(kit: AppKit): void {
  kit.operation(proposeNotedPerson, (ctx, { body }) => propose(kit, ctx, body));
  kit.operation(proposeNotedRemoval, (ctx, input) => proposeRemoval(kit, ctx, input));
  kit.operation(decideNotedPerson, (ctx, input) => decide(kit, ctx, input));
  kit.operation(listNotedPersons, (ctx, input) => list(kit, ctx, input));
}
