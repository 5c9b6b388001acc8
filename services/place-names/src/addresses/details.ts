/** Levels below the divisions: street, lane or estate, door plate, building, unit, room. */
export type DetailLevel = 'L6' | 'L7' | 'L8' | 'L9' | 'L10' | 'L11';

/** One part of an address below the divisions. */
export interface Detail {
  readonly level: DetailLevel;
  readonly given: string;
  readonly text: string;
}

const han = '\\p{Script=Han}';
const numeral = '(?:\\d+|[一二三四五六七八九十百]+)';

interface Form {
  readonly levels: readonly DetailLevel[];
  readonly pattern: RegExp;
  /** Texts of the levels from the groups of the match. */
  readonly write: (groups: readonly string[]) => readonly string[];
}

const form = (levels: readonly DetailLevel[], source: string, write: Form['write']): Form => ({
  levels,
  pattern: new RegExp(`^${source}`, 'u'),
  write,
});
const first: Form['write'] = ([whole = '']) => [whole];

// What may come next, the more particular before the general; each level once.
const forms: readonly Form[] = [
  form(['L9', 'L10', 'L11'], '(\\d{1,3})-(\\d{1,2})-(\\d{3,4}[A-Za-z]?)室?$', ([, building, unit, room]) => [
    `${building}号楼`,
    `${unit}单元`,
    `${room}室`,
  ]),
  form(['L9', 'L11'], '(\\d{1,3})-(\\d{3,4}[A-Za-z]?)室?$', ([, building, room]) => [`${building}号楼`, `${room}室`]),
  form(
    ['L6'],
    '(?:[GSXgsx]\\d{2,4}(?:国道|省道|县道|线)?|\\d{2,4}(?:国道|省道|县道)|(?:国道|省道|县道)[GSX]?\\d{2,4}(?:线)?)',
    ([whole = '']) => [whole.toUpperCase()],
  ),
  form(
    ['L6'],
    `(?:${han}|[\\dA-Za-z]){1,12}?(?:大街|大道|公路|马路|环路|路|街|道)(?:(?:[东南西北中前后]?(?:大街|街|路|段))|[一二三四五六七八九十]路)?(?!口?(?:小区|花园|社区|办事处|街道|新村))`,
    first,
  ),
  form(
    ['L9'],
    `(?:(${numeral}|[A-Za-z]\\d?)(?:号|#)楼|(${numeral}|[A-Za-z]\\d?)(?:号|#)?(栋|幢|座)|([A-Za-z]\\d?|[东南西北中])(楼))`,
    ([, numbered, name, generic, side, house]) => [
      numbered === undefined ? `${name ?? side}${generic ?? house}` : `${numbered}号楼`,
    ],
  ),
  form(['L10'], `(${numeral}|[东西南北中甲乙])单元`, ([, name]) => [`${name}单元`]),
  form(
    ['L8'],
    '((?:[甲乙丙临付附])?\\d{1,5}(?:[-之]\\d{1,4})?[甲乙]?)(?:号|#)(?!楼)(院|大院)?(?:附(\\d+)号)?',
    ([, number, yard = '', beside]) => [`${number}号${yard}${beside ? `附${beside}号` : ''}`],
  ),
  form(
    ['L7'],
    `(?:${han}|[\\dA-Za-z]){1,14}?(?:小区|花园|家园|嘉园|庄园|公寓|大厦|广场|宿舍|新村|新城|国际城|花苑|佳苑|家属院|工业园|产业园|科技园|苑)(?:[东南西北中]区|[A-Z]区|[一二三四五六七八九十]区|[一二三四五六七八九十]期)?`,
    first,
  ),
  form(['L7'], `(?:${han}|\\d){1,8}?(?:胡同|巷|弄|条|里(?=\\d|$))`, first),
  form(['L11'], `(?:${numeral}(?:层|楼))?(\\d{1,5}[A-Za-z]?)(?:室|房|户|号房)?$`, ([, room]) => [`${room}室`]),
  form(['L11'], `(?:${numeral}(?:层|楼))?(\\d{1,5}[A-Za-z]?)(?:室|房|户|号房)`, ([, room]) => [`${room}室`]),
];

/** Reads street to room; what fits no form is the rest. */
export function readDetails(text: string): { readonly details: readonly Detail[]; readonly rest: string } {
  const details: Detail[] = [];
  let rest = text.replace(/^-+|-+$/g, '');
  for (let found = next(rest, details); found !== undefined; found = next(rest, details)) {
    details.push(...found.details);
    rest = rest.slice(found.length).replace(/^-+/, '');
  }
  return { details, rest };
}

function next(
  rest: string,
  before: readonly Detail[],
): { readonly details: readonly Detail[]; readonly length: number } | undefined {
  for (const { levels, pattern, write } of forms) {
    if (levels.some((level) => before.some((detail) => detail.level === level))) continue;
    const match = pattern.exec(rest);
    if (match === null || match[0] === '') continue;
    const texts = write(match);
    const [given] = match;
    return {
      length: given.length,
      details: levels.map((level, index) => ({ level, given, text: texts[index] ?? '' })),
    };
  }
  return undefined;
}
