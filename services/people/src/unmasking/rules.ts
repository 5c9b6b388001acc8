/** A reason shorter than this says nothing (people.md §4). */
const fewestCharacters = 10;

/** Why an unmasking is refused: a list is (403), and a reason of fewer than 10 characters (422). */
export function refusalOf(
  personIds: readonly string[],
  reason: string,
): { status: 403 | 422; pointer: string } | undefined {
  if (personIds.length !== 1) return { status: 403, pointer: '/body/personIds' };
  if ([...reason.trim()].length < fewestCharacters) return { status: 422, pointer: '/body/reason' };
  return undefined;
}
