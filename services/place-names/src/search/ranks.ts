/** What a name is to its unit or feature; bits, so that several can be asked for. */
export const roles = { FULL: 1, SHORT: 2, ALIAS: 4, FORMER: 8 } as const;

/** Days are numbers such as 20140428. */
export const days = { always: 0, never: 99_999_999 } as const;

/** Level of a document in the order of the answers: 0 province … 4 village, then streets, then features. */
export const levels = {
  PROVINCE: 0,
  PREFECTURE: 1,
  COUNTY: 2,
  TOWNSHIP: 3,
  VILLAGE: 4,
  STREET: 5,
  FEATURE: 6,
} as const;
