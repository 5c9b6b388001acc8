import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const outerName = Type.String({ minLength: 1, maxLength: 40 });
const Form = Type.Union([
  Type.Literal('TEXT'),
  Type.Literal('INTEGER'),
  Type.Literal('DATE_8'),
  Type.Literal('DATE_SLASH'),
  Type.Literal('DATE_CHINESE'),
  Type.Literal('MONTH_6'),
  Type.Literal('YUAN'),
  Type.Literal('WAN_YUAN'),
  Type.Literal('MU'),
  Type.Literal('SQUARE_METRES'),
  Type.Literal('PERCENT'),
  Type.Literal('YES_NO'),
]);

/** How one field of the agreed row stands in the agency's own: its name, and the form of its value. */
export const FieldMap = Type.Union([
  /** Text as it is. */
  outerName,
  Type.Object(
    {
      from: outerName,
      as: Type.Optional(Form),
      /** The agency's words and ours. */
      values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()]))),
      /** Empty outside is null inside. */
      nullable: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
]);
export type FieldMap = Static<typeof FieldMap>;

/** Within what an agency answers: seconds of a real-time call, working days of everything else. */
const Sla = Type.Union([
  Type.Object({ seconds: Type.Integer({ minimum: 1, maximum: 600 }) }, closed),
  Type.Object({ workingDays: Type.Integer({ minimum: 1, maximum: 60 }) }, closed),
]);

/** RT signed call, DF daily encrypted file, ML letter, OD encrypted disc (income-verification.md §4). */
const Mode = Type.Union([Type.Literal('RT'), Type.Literal('DF'), Type.Literal('ML'), Type.Literal('OD')]);
const itemCode = '^[A-Z][A-Z_]{1,39}$';

/** The file of one agency. */
export const AgencyFile = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Z][A-Z_]{1,39}$' }),
    /** As letters address it. */
    name: Type.String({ minLength: 2, maxLength: 60 }),
    /** The platform's own benefit ledger instead of the agencies' exchange (§14 reading 5). */
    answeredBy: Type.Optional(Type.Literal('BENEFIT_LEDGER')),
    /** Why its rows cannot say whose record they are from; every other agency that answers by call or file must say it. */
    withoutSubject: Type.Optional(Type.String({ minLength: 5, maxLength: 200 })),
    /** The ways in which it may be asked, the usual one first. */
    ways: Type.Array(Type.Object({ mode: Mode, sla: Sla }, closed), { minItems: 1 }),
    /** What the start data record with it; the usual way and all items unless told. */
    agreement: Type.Optional(
      Type.Object(
        {
          mode: Mode,
          sla: Sla,
          items: Type.Optional(Type.Array(Type.String({ pattern: itemCode }), { minItems: 1 })),
        },
        closed,
      ),
    ),
    items: Type.Record(
      Type.String({ pattern: itemCode }),
      Type.Object(
        {
          /** As letters name it. */
          name: Type.String({ minLength: 2, maxLength: 60 }),
          /** Raw rows are deleted early and a total stays (§9 bank rows). */
          keepTotalOnly: Type.Optional(Type.Boolean()),
          /** The agency's own words for each field of the agreed row; an agency without them answers in the agreed ones. */
          fields: Type.Optional(Type.Record(Type.String(), FieldMap)),
        },
        closed,
      ),
      { minProperties: 1 },
    ),
  },
  closed,
);
export type AgencyFile = Static<typeof AgencyFile>;
