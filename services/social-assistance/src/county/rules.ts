/** How many of the received cases the county must have visited: ⌈share × received⌉, this case included (§11.19). */
export function requiredVisits(received: number, shareBp: number): number {
  return Math.ceil((received * shareBp) / 10_000);
}

/** Whether the spot checks suffice: the batch's share, and every near-relative case itself (MF-220, 2012-12-12). */
export function spotChecksSuffice(given: {
  readonly received: number;
  readonly visited: number;
  readonly shareBp: number;
  readonly nearRelativeCase: boolean;
  readonly thisCaseVisited: boolean;
}): boolean {
  if (given.nearRelativeCase && !given.thisCaseVisited) return false;
  return given.visited >= requiredVisits(given.received, given.shareBp);
}

/** Whether the last objection still waits for the county's re-check: before it is settled no new notice may hang (§11.20). */
export function isObjectionOpen(steps: readonly { readonly action: string }[]): boolean {
  const about = steps.filter(({ action }) => action === 'object' || action === 'resolveObjection');
  return about.at(-1)?.action === 'object';
}
