/** A day as a number that sorts as it does: 2014-04-28 is 20140428; an open end is what is told. */
export function dayNumber(day: string | null, open: number): number {
  return day === null ? open : Number(day.replaceAll('-', ''));
}
