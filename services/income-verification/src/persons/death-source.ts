/** With which source people is told of a death: a candidate to be confirmed, never a fact (§6.1 item 8, V16). */
export const deathSource = 'PARTNER';
