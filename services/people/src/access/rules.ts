/** A case as it is stored: who is in it, by kept ids. */
export interface CaseAccess {
  readonly caseId: string;
  readonly stage: 'DRAFT' | 'OPEN' | 'CLOSED';
  readonly divisionCode: string;
  /** Whom the bureau named. */
  readonly named: ReadonlySet<string>;
  /** Who was found or registered under the case. */
  readonly registered: ReadonlySet<string>;
}

/** What a call wants of a case. */
export type CaseUse = 'REGISTER' | 'SEARCH' | 'READ' | 'SERVE';

/**
 * Whether a case admits a use for these persons (people.md §4): a draft admits only find-or-register and what services
 * need of its persons; searching by name needs an open case, reading by people one that names the person; a closed case
 * admits nothing.
 */
export function admits(found: CaseAccess, use: CaseUse, personIds: readonly string[]): boolean {
  if (found.stage === 'CLOSED') return false;
  switch (use) {
    case 'REGISTER':
      return true;
    case 'SEARCH':
      return found.stage === 'OPEN';
    case 'READ':
      return found.stage === 'OPEN' && personIds.some((id) => found.named.has(id));
    case 'SERVE':
      return personIds.every((id) => found.named.has(id) || found.registered.has(id));
  }
}
