/** Steps of the township; all others are the county's (handbook §5.1). */
const township: ReadonlySet<string> = new Set([
  'ACCEPTANCE',
  'INVESTIGATION',
  'REVIEW',
  'TOWNSHIP_OPINION',
  'COUNTY_TRANSFER',
  'RECHECK',
]);

/** The next level above who missed the step: it is told, and decides nothing by that. */
export function raisedTo(step: string): 'COUNTY' | 'CITY' {
  return township.has(step) ? 'COUNTY' : 'CITY';
}

/** The step that a late review is told as: that of its class's cycle, or one for what others learnt (handbook §5.4). */
export function reviewStep(kind: string): 'CYCLE_REVIEW' | 'CHANGE_REVIEW' {
  return kind === 'CYCLE' ? 'CYCLE_REVIEW' : 'CHANGE_REVIEW';
}
