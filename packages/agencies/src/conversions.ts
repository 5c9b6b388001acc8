/** Turns a value of an agency's own form into the agreed one and back; undefined where it is none of that form. */
interface Conversion {
  inward(value: unknown): unknown;
  outward(value: unknown): unknown;
}

/** The closed set of conversions that a mapping may name. */
export const conversions = {
  TEXT: { inward: textOf, outward: textOf },
  /** `12` ↔ 12. */
  INTEGER: { inward: (value) => scaled(value, 0), outward: (value) => unscaled(value, 0) },
  /** `20140428` ↔ 2014-04-28. */
  DATE_8: pattern(/^(\d{4})(\d{2})(\d{2})$/, ([year, month, day]) => `${year}${month}${day}`),
  /** `2014/04/28` ↔ 2014-04-28. */
  DATE_SLASH: pattern(/^(\d{4})\/(\d{1,2})\/(\d{1,2})$/, ([year, month, day]) => `${year}/${month}/${day}`),
  /** `2014年4月28日` ↔ 2014-04-28. */
  DATE_CHINESE: pattern(
    /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
    ([year, month, day]) => `${year}年${Number(month)}月${Number(day)}日`,
  ),
  /** `201404` ↔ 2014-04. */
  MONTH_6: pattern(/^(\d{4})(\d{2})$/, ([year, month]) => `${year}${month}`),
  /** `1234.56` yuan ↔ 123456 fen. */
  YUAN: { inward: (value) => scaled(value, 2), outward: (value) => unscaled(value, 2) },
  /** `8.98` ten thousand yuan ↔ 8980000 fen. */
  WAN_YUAN: { inward: (value) => scaled(value, 6), outward: (value) => unscaled(value, 6) },
  /** `3.25` mu ↔ 325 hundredths. */
  MU: { inward: (value) => scaled(value, 2), outward: (value) => unscaled(value, 2) },
  /** `52.50` m² ↔ 5250 dm². */
  SQUARE_METRES: { inward: (value) => scaled(value, 2), outward: (value) => unscaled(value, 2) },
  /** `25` percent ↔ 2500 basis points. */
  PERCENT: { inward: (value) => scaled(value, 2), outward: (value) => unscaled(value, 2) },
  YES_NO: {
    inward: (value) => (value === '是' ? true : value === '否' ? false : undefined),
    outward: (value) => (value === true ? '是' : value === false ? '否' : undefined),
  },
} as const satisfies Readonly<Record<string, Conversion>>;

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A day or month of numbers: `2014-04-28` in the agreed form, the parts in the agency's order outside. */
function pattern(form: RegExp, write: (parts: readonly string[]) => string): Conversion {
  return {
    inward(value) {
      const parts = typeof value === 'string' ? form.exec(value) : null;
      return parts
        ?.slice(1)
        .map((part) => part.padStart(2, '0'))
        .join('-');
    },
    outward: (value) => (typeof value === 'string' ? write(value.split('-')) : undefined),
  };
}

/** A decimal, as text or number, in whole units of its last place; digit by digit, so that no money goes through a float. */
function scaled(value: unknown, places: number): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const parts = typeof text === 'string' ? /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text) : null;
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = parts;
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  const units = Number(`${sign}${whole}${fraction.slice(0, places).padEnd(places, '0')}`);
  return Number.isSafeInteger(units) ? units : undefined;
}

function unscaled(value: unknown, places: number): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places);
  return `${value < 0 ? '-' : ''}${whole}${places === 0 ? '' : `.${fraction}`}`;
}
