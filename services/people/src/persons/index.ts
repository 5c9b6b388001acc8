import {
  completeIdentity,
  correctPerson,
  disclosePersons,
  getPerson,
  personFacts,
  registerPerson,
  resolvePersons,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { complete, correct } from './correct.ts';
import { personsGraphql } from './graphql.ts';
import { readPerson } from './read.ts';
import { register } from './register.ts';
import { resolve } from './resolve.ts';
import { disclose, readFacts } from './serve.ts';

export { changePerson, lockPerson } from './change.ts';
export { readCorrection } from './correction-rules.ts';
export { createPerson, newPersonRows, registeredEvent, saveFacts } from './create.ts';
export { type Candidate, findByNumber, findPersons, keyOf, type PersonRow } from './queries.ts';
export {
  checkDivision,
  type Registration,
  type RegistrationInput,
  type RegistrationSetting,
  readRegistration,
} from './rules.ts';

/** Persons: find-or-register, masked reads, and the exits to other services. */
export function registerPersons(kit: AppKit): void {
  kit.operation(registerPerson, (ctx, { body }) => register(kit, ctx, body));
  kit.operation(getPerson, (ctx, { params }) => readPerson(kit, ctx, params.id, 'REST'));
  kit.operation(correctPerson, (ctx, input) => correct(kit, ctx, input));
  kit.operation(completeIdentity, (ctx, input) => complete(kit, ctx, input));
  kit.operation(personFacts, (ctx, { body }) => readFacts(kit, ctx, body));
  kit.operation(disclosePersons, (ctx, { body }) => disclose(kit, ctx, body));
  kit.operation(resolvePersons, (ctx, { body }) => resolve(kit, ctx, body));
  kit.graphql(personsGraphql(kit));
}
