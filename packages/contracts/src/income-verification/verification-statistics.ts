import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Month } from '../shapes.ts';

/** Reports of a month in a division by purpose and verdict, `ALL` for the sum; null where the figure is hidden (§9). */
export const StatisticsCell = Type.Object(
  {
    month: Month,
    divisionCode: DivisionCode,
    purpose: Type.String(),
    verdict: Type.String(),
    reports: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  },
  { $id: 'StatisticsCell' },
);

const asked = {
  fromMonth: Month,
  toMonth: Month,
  division: Type.Optional(DivisionCode),
  purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
};
const common = {
  service: 'income-verification',
  method: 'GET',
  query: Type.Object(asked),
  permission: 'verificationStatistics:read',
  errors: ['PERIOD_INVALID', 'DIVISION_NOT_VALID', 'STATISTICS_NOT_PUBLISHED'],
} as const;

export const readVerificationStatistics = defineOperation({
  ...common,
  id: 'verificationStatistics.list',
  path: '/v1/verification-statistics',
  summary:
    'Published statistics of a division and those below it; small figures and those that give them away are hidden',
  success: {
    status: 200,
    schema: Type.Object({
      months: Type.Array(Type.Object({ month: Month, publishedOn: Day })),
      items: Type.Array(StatisticsCell),
    }),
  },
});

export const verificationStatisticsCsv = defineOperation({
  ...common,
  id: 'verificationStatistics.csv',
  path: '/v1/verification-statistics.csv',
  summary: 'The same as CSV',
  success: { status: 200, schema: Type.String(), stream: 'text/csv' },
});
