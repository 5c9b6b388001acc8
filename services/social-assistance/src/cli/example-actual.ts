import type { CaseFacts, CaseResult } from '@mz/contracts';
import {
  findParameter,
  formatYuan,
  type JsonValue,
  multiply,
  NATIONAL_DIVISION,
  type Rational,
  rational,
  toDecimalText,
} from '@mz/domain';
import { Type } from 'typebox';
import Value from 'typebox/value';
import { readSeedParameters } from '../../seed/read-seed.ts';
import { decideCase, type FundLevel, fundShareKey, fundSplit, isBelowFloor, standardFloor } from '../rules/index.ts';
import { readFacts } from './read-facts.ts';

type Actual = Readonly<Record<string, JsonValue>>;

const PROVINCE = '370000000000';
const DAY = '2014-05-16';
const FundInput = Type.Object({ amountFen: Type.Integer(), regionGroup: Type.String() });
const FloorInput = Type.Object({
  urbanConsumptionFen: Type.Integer(),
  ruralConsumptionFen: Type.Integer(),
  urbanTried: Type.Array(Type.Integer()),
});

/** What the rules say for the input of an example, in the words of the handbook's table: yuan, codes. */
export function actualOf(rule: 'decideCase' | 'fundSplit' | 'standardFloor', input: object): Actual {
  switch (rule) {
    case 'decideCase':
      return decisionOf(input);
    case 'fundSplit':
      return sharesOf(input);
    case 'standardFloor':
      return floorsOf(input);
  }
}

function decisionOf(input: object): Actual {
  const read = readFacts(input);
  if (!read.ok) throw new Error(`the example's facts are not case facts: ${read.detail}`);
  return summaryOf(decideCase(read.value.facts), read.value.facts);
}

function summaryOf(result: CaseResult, facts: CaseFacts): Actual {
  const own = result.parts.find(({ programme }) => programme === facts.programme);
  if (own === undefined) throw new Error('the part that was applied for is missing');
  return {
    outcome: result.outcome,
    countedMembers: own.countedMembers,
    eligibleMembers: own.eligibleMembers,
    incomeYear: yuan(fractionOf(own.incomeYear)),
    perCapitaMonth: own.perCapitaMonth,
    differential: formatYuan(own.differentialFen),
    topUps: own.topUps.map(({ amountFen }) => formatYuan(amountFen)),
    amount: formatYuan(result.amountFen),
    fromMonth: result.fromMonth,
    reasons: result.reasons.map(({ code }) => code),
    offers: result.offers,
    parts: result.parts.map(
      (part) => `${part.programme} ${part.granted ? 'GRANT' : 'REFUSE'} ${formatYuan(part.amountFen)}`,
    ),
  };
}

function sharesOf(input: object): Actual {
  const { amountFen, regionGroup } = Value.Parse(FundInput, input);
  const at = { date: DAY, divisions: [regionGroup, PROVINCE, NATIONAL_DIVISION] };
  const rows = readSeedParameters();
  const shareOf = (level: FundLevel): number => Number(findParameter(rows, fundShareKey(level), at).value);
  const shares = { PROVINCE: shareOf('PROVINCE'), CITY: shareOf('CITY'), COUNTY: shareOf('COUNTY') };
  const split = fundSplit(amountFen, shares);
  return { shares: split.map((part) => `${part.level} ${formatYuan(part.amountFen)}`) };
}

function floorsOf(input: object): Actual {
  const { urbanConsumptionFen, ruralConsumptionFen, urbanTried } = Value.Parse(FloorInput, input);
  const urban = { consumptionYearFen: urbanConsumptionFen, ratioBp: floorBp('URBAN_DIBAO'), period: 'MONTH' } as const;
  const rural = { consumptionYearFen: ruralConsumptionFen, ratioBp: floorBp('RURAL_DIBAO'), period: 'YEAR' } as const;
  return {
    urbanFloor: yuan(standardFloor(urban)),
    ruralFloor: yuan(standardFloor(rural)),
    urbanTried: urbanTried.map((amount) => `${formatYuan(amount)} ${isBelowFloor(amount, urban) ? 'BELOW' : 'OK'}`),
  };
}

function floorBp(programme: string): number {
  const at = { date: DAY, divisions: [PROVINCE, NATIONAL_DIVISION] };
  return Number(findParameter(readSeedParameters(), `standard.floor_bp.${programme}`, at).value);
}

function fractionOf(text: string): Rational {
  const [numerator = '0', denominator = '1'] = text.split('/');
  return rational(BigInt(numerator), BigInt(denominator));
}

function yuan(exactFen: Rational): string {
  return toDecimalText(multiply(exactFen, rational(1, 100)), 2);
}
