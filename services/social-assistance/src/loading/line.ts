import {
  AssetItem,
  CaseMember,
  createHousehold,
  Day,
  Declaration,
  DibaoProgramme,
  DivisionCode,
  defineOperation,
  IncomeItem,
  Month,
  Supporter,
  strict,
} from '@mz/contracts';
import { type Static, Type } from 'typebox';

/** A person as the file names them: the reference under which load:persons registered them. */
const Ref = Type.String({ minLength: 1, maxLength: 64 });

const { personId: _, benefitStopped: __, ...memberFacts } = CaseMember.properties;
const { personId: _income, evidenceDocumentId: _evidence, ...incomeFacts } = IncomeItem.properties;
const { personId: _asset, ...assetFacts } = AssetItem.properties;
const { personId: _supporter, supportedPersonIds: _supported, ...supporterFacts } = Supporter.properties;
const { povertyCause, housingType } = createHousehold.body.properties;

/** A standing household: its facts as they were decided on, and from which month the platform pays it. */
export const HouseholdLine = strict({
  programme: DibaoProgramme,
  /** Village or community of the register, as it is called now. */
  divisionCode: DivisionCode,
  residenceDivision: Type.Optional(DivisionCode),
  /** Day of the decision that stands; its rules, standards and parameters decide. */
  decidedOn: Day,
  /** Day of the application, whose month sets the income window; the day of the decision when not told. */
  appliedOn: Type.Optional(Day),
  /** The first month that the platform pays. */
  fromMonth: Month,
  /** Day of the next review; by the household's class from the decision when not told. */
  nextReviewOn: Type.Optional(Day),
  povertyCause: Type.Optional(povertyCause),
  housingType: Type.Optional(housingType),
  members: Type.Array(
    strict({ ref: Ref, ...memberFacts, sex: Type.Union(['0', '1', '2', '9'].map((sex) => Type.Literal(sex))) }),
    { minItems: 1, maxItems: 30 },
  ),
  incomes: Type.Array(strict({ ref: Ref, ...incomeFacts }), { maxItems: 300 }),
  assets: Type.Array(strict({ ref: Ref, ...assetFacts }), { maxItems: 100 }),
  supporters: Type.Optional(
    Type.Array(strict({ ref: Ref, supportedRefs: Type.Array(Ref, { minItems: 1 }), ...supporterFacts }), {
      maxItems: 30,
    }),
  ),
  applyAlone: Declaration.properties.applyAlone,
});
export type HouseholdLine = Static<typeof HouseholdLine>;

/** A line is held against its shape as the body of an operation is, with the same codes; nobody can call it. */
export const lineAsBody = defineOperation({
  id: 'households.takeOver',
  service: 'social-assistance',
  method: 'POST',
  path: '/load/households',
  summary: 'A line of load:households',
  body: HouseholdLine,
  success: { status: 201, schema: strict({}) },
  permission: 'households:create',
});

/** The fields of a line: only these are named when one is refused. */
export const lineFields: ReadonlySet<string> = new Set(Object.keys(HouseholdLine.properties));
