/** What may be found of a task, by its kind: whose a name or record is, whether a date was set right, or nothing. */
export function allowedOutcomes(kind: string): readonly string[] {
  switch (kind) {
    case 'SOFT_MATCH':
      return ['SAME_PERSON', 'OTHER_PERSON', 'CORRECTED'];
    case 'SPLIT_DECISION':
      return ['SAME_PERSON', 'OTHER_PERSON', 'NOTHING_TO_DO'];
    default:
      return ['CORRECTED', 'NOTHING_TO_DO'];
  }
}
