/** How an entry of the list stands. */
export type NotedState = 'PROPOSED' | 'LISTED' | 'REMOVAL_PROPOSED' | 'REFUSED' | 'REMOVED';

/** What a second officer's word makes of an entry; undefined where nothing waits for one. */
export function decided(state: NotedState, agreed: boolean): NotedState | undefined {
  switch (state) {
    case 'PROPOSED':
      return agreed ? 'LISTED' : 'REFUSED';
    case 'REMOVAL_PROPOSED':
      return agreed ? 'REMOVED' : 'LISTED';
    case 'LISTED':
    case 'REFUSED':
    case 'REMOVED':
      return undefined;
  }
}
