import { type CaseFacts, caseRef, type OperationOutputOf, personFacts } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

/** What people tells of a person for the rules: no identity. */
export type PersonFacts = OperationOutputOf<typeof personFacts>['persons'][number];

type HukouKind = CaseFacts['members'][number]['hukouKind'];

/** The facts of persons of a case by the id that was asked for; called before a transaction is open. Throws PERSON_UNKNOWN. */
export async function readFacts(
  kit: AppKit,
  ctx: Context,
  asked: { readonly applicationId: string; readonly personIds: readonly string[] },
): Promise<ReadonlyMap<string, PersonFacts>> {
  const caseId = caseRef('social-assistance', asked.applicationId);
  const personIds = [...new Set(asked.personIds)];
  const { persons } = await kit.call(ctx, personFacts, { body: { personIds, caseId } });
  return new Map(persons.map((person) => [person.personId, person]));
}

/** The register kind as the rules know it; a person without a known one stands in a unified register. */
export function hukouKindOf({ hukouKind }: PersonFacts): HukouKind {
  switch (hukouKind) {
    case 'NON_AGRI':
    case 'AGRI':
    case 'COLLECTIVE':
      return hukouKind;
    default:
      return 'RESIDENT';
  }
}
