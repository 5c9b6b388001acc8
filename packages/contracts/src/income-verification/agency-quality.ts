import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Month, strict } from '../shapes.ts';

const service = 'income-verification';
const Count = Type.Integer({ minimum: 0 });
/** A number and no integer: three weeks do not fit into an Int of the graph. */
const Delay = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);
const Percent = Type.Union([Type.Number(), Type.Null()]);
const partnerCode = Type.String({ pattern: '^[A-Z][A-Z0-9_]{1,39}$' });

/** A number by its code: an outcome, a fault. */
export const AgencyQualityCount = Type.Object({ code: Type.String(), count: Count }, { $id: 'AgencyQualityCount' });

/** Something of a partner's that ends: a key, a certificate, an agreement. */
export const AgencyQualityEnding = Type.Object(
  {
    what: Type.String({ description: 'SIGN, FILE, TLS (keys), AGREEMENT' }),
    ref: Type.String({ description: 'the key’s id, the agreement’s number' }),
    validTo: Day,
    daysLeft: Type.Integer(),
    warned: Type.Boolean({ description: 'it ends within the warning days and nothing follows it' }),
  },
  { $id: 'AgencyQualityEnding' },
);

/** How a partner kept its side in a month; days that are not over are not counted. */
export const AgencyQuality = Type.Object(
  {
    partnerCode: Type.String(),
    name: Type.String(),
    kind: Type.String({ description: 'AGENCY, ENTRUSTING_UNIT' }),
    /** Questions first asked in the month, and what has become of them since. */
    asked: Count,
    open: Count,
    answered: Count,
    failed: Count,
    answeredPercent: Percent,
    /** Of agreements with a term without people: calls and files. */
    timed: Count,
    inTime: Count,
    late: Count,
    inTimePercent: Percent,
    /** Delays are kept to two digits. */
    medianMs: Delay,
    p95Ms: Delay,
    outcomes: Type.Array(AgencyQualityCount),
    /** What went wrong on days of the month. */
    faults: Type.Array(AgencyQualityCount),
    overReturned: Count,
    wrongSignatures: Count,
    wrongAnswers: Count,
    /** Objections whose result says that the register was wrong. */
    wrongData: Count,
    /** What the partner asked of the platform: in the month, today, and how much it may in a day. */
    questions: Count,
    questionsToday: Count,
    questionsPerDay: Count,
    callsPerMinute: Count,
    /** Notices that the partner has not acknowledged. */
    unreadNotices: Count,
    endings: Type.Array(AgencyQualityEnding),
  },
  { $id: 'AgencyQuality' },
);

/** One day of a partner. */
export const AgencyQualityDay = Type.Object(
  {
    day: Day,
    asked: Count,
    open: Count,
    answered: Count,
    failed: Count,
    timed: Count,
    inTime: Count,
    medianMs: Delay,
    faults: Type.Array(AgencyQualityCount),
    wrongData: Count,
  },
  { $id: 'AgencyQualityDay' },
);

const common = { service, method: 'GET', permission: 'agencyQuality:read' } as const;
const month = Type.Optional(Month);
const countedTo = Type.Union([Day, Type.Null()]);

export const listAgencyQuality = defineOperation({
  ...common,
  id: 'agencyQuality.list',
  path: '/v1/agency-quality',
  summary: 'How each partner kept its side in a month: answers, delays, faults, wrong data, quota, keys that end',
  query: Type.Object({ month }),
  success: {
    status: 200,
    schema: Type.Object({ month: Month, countedTo, items: Type.Array(AgencyQuality) }),
  },
  errors: ['PERIOD_INVALID'],
});

export const getAgencyQuality = defineOperation({
  ...common,
  id: 'agencyQuality.get',
  path: '/v1/agency-quality/{partnerCode}',
  summary: 'How one partner kept its side in a month, day by day',
  params: strict({ partnerCode }),
  query: Type.Object({ month }),
  success: {
    status: 200,
    schema: Type.Object({ ...AgencyQuality.properties, month: Month, countedTo, days: Type.Array(AgencyQualityDay) }),
  },
  errors: ['PERIOD_INVALID', 'PARTNER_UNKNOWN'],
});
