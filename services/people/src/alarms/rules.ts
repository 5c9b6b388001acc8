const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' });

/** Whether an instant lies outside 07:00–20:00 of China's time (people.md §4). */
export function isOffHours(at: Date): boolean {
  const hours = Number(hour.format(at));
  return hours < 7 || hours >= 20;
}

/** What the reads of today and of the week come to. */
export interface ReadCounts {
  readonly personsToday: number;
  readonly offHoursToday: number;
}

/** Limits of policy_parameter. */
export interface ReadLimits {
  readonly personsADay: number;
  readonly offHoursPersons: number;
}

/** Which counts are over their limit, and so worth a look. */
export function overLimits(
  counts: ReadCounts,
  limits: ReadLimits,
): { kind: 'MANY_PERSONS' | 'OUTSIDE_HOURS'; count: number }[] {
  return [
    ...(counts.personsToday > limits.personsADay
      ? [{ kind: 'MANY_PERSONS' as const, count: counts.personsToday }]
      : []),
    ...(counts.offHoursToday > limits.offHoursPersons
      ? [{ kind: 'OUTSIDE_HOURS' as const, count: counts.offHoursToday }]
      : []),
  ];
}
