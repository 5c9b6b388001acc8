/** The system job under which existing stock is loaded: the actor is `system:people:load`. */
export const loadJob = 'load';
