/** Six digits down to the county, nine for a township, all for a village. */
export function shortCode(code: string): string {
  return code.replace(/^(\d{6})0{6}$/, '$1').replace(/^(\d{9})0{3}$/, '$1');
}
