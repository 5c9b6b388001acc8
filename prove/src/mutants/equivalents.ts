/** A change of the code that no test can notice, for it changes nothing that anybody could see. */
interface Equivalent {
  /** `old → new` as the survivors are listed, or a pattern of several. */
  readonly change: string | RegExp;
  readonly because: string;
}

/** What was looked at and changes nothing, by file. One that a test notices all the same fails the module's proof. */
export const equivalents: Readonly<Record<string, readonly Equivalent[]>> = {
  'packages/domain/src/day.ts': [
    {
      change: /^timeMs >= FIXED_OFFSET_SINCE_MS → (false|timeMs > FIXED_OFFSET_SINCE_MS)$/,
      because: 'a short cut: the zone table gives the same day',
    },
    {
      change: "parts.get('year')?.padStart → parts.get('year').padStart",
      because: 'the zone table always gives a year',
    },
    { change: 'a < b → a <= b', because: 'equal days were answered before' },
  ],
  'packages/domain/src/month.ts': [{ change: 'a < b → a <= b', because: 'equal months were answered before' }],
};
