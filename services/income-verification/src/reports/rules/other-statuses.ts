import { rowsIn as rows } from './finding.ts';
import type { Answer, Brief, StatusFinding, VerificationParameters } from './types.ts';

interface Standing {
  readonly personId: string;
  readonly answers: readonly Answer[];
  readonly brief: Brief;
  readonly parameters: VerificationParameters;
}

/** What registers say of a person's standing: school, prison, journeys, disability, insurance, work, housing, help elsewhere (§4). */
export function standingFindings(standing: Standing): StatusFinding[] {
  const { personId } = standing;
  const found = [
    ...school(standing),
    ...serving(standing),
    ...abroad(standing),
    ...disability(standing),
    ...insurance(standing),
    ...work(standing),
    ...housing(standing),
    ...support(standing),
  ];
  return found.map((one) => ({ personId, ...one }));
}

type Found = Omit<StatusFinding, 'personId'>;

/** Only who is enrolled full-time on the day of the check is in school. */
function school({ answers, brief }: Standing): Found[] {
  return rows(answers, 'ENROLMENT')
    .filter(({ fullTime, until }) => fullTime && until >= brief.asOf)
    .map(({ level, until }) => ({ code: `IN_SCHOOL:${level}`, on: until }));
}

/** Who serves a sentence on the day is no counted member (MF-220, 2012-12-12). */
function serving({ answers, brief }: Standing): Found[] {
  return rows(answers, 'SERVING')
    .filter(({ from, to }) => from <= brief.asOf && (to === null || to > brief.asOf))
    .map(({ from }) => ({ code: 'SERVING', on: from }));
}

/** Only that somebody travels often, never where to. */
function abroad({ answers, parameters }: Standing): Found[] {
  const often = rows(answers, 'ABROAD').some(
    ({ trips, days }) => trips >= parameters.abroadTrips || days >= parameters.abroadDays,
  );
  return often ? [{ code: 'ABROAD_OFTEN', on: null }] : [];
}

/** The certificate that was issued last, if it still holds. */
function disability({ answers, brief }: Standing): Found[] {
  const last = rows(answers, 'CERT').toSorted((a, b) => b.issuedOn.localeCompare(a.issuedOn))[0];
  if (last === undefined) return [];
  const holds = last.status === 'VALID' && (last.validTo === null || last.validTo >= brief.asOf);
  return holds
    ? [{ code: `DISABLED:${last.type}:${last.level}`, on: last.issuedOn }]
    : [{ code: 'DISABILITY_CERT_EXPIRED', on: last.validTo }];
}

/** Two schemes in one year: the premium is paid twice. */
function insurance({ answers }: Standing): Found[] {
  const insured = rows(answers, 'INSURED').filter(({ status }) => status === 'INSURED');
  const years = Map.groupBy(insured, ({ year }) => year);
  return [...years]
    .filter(([, own]) => new Set(own.map(({ scheme }) => scheme)).size > 1)
    .map(([year]) => ({ code: `INSURED_TWICE:${year}`, on: null }));
}

/** Public payroll; and a registration as unemployed, which is stale where somebody pays a wage in the window. */
function work({ answers, brief }: Standing): Found[] {
  const inWindow = ({ month }: { readonly month: string }) => month >= brief.windowFrom && month <= brief.windowTo;
  const publicPay = rows(answers, 'PAYROLL').filter((row) => row.kind === 'PUBLIC' && inWindow(row));
  const wages = rows(answers, 'IIT_WAGE').filter(inWindow);
  const last = rows(answers, 'EMPLOYMENT_REG').toSorted((a, b) => b.registeredOn.localeCompare(a.registeredOn))[0];
  const stale = last?.status === 'UNEMPLOYED' && publicPay.length + wages.length > 0;
  return [
    ...(publicPay.length > 0 ? [{ code: 'PUBLIC_PAYROLL', on: null }] : []),
    ...(last?.status === 'UNEMPLOYED'
      ? [{ code: stale ? 'UNEMPLOYMENT_REG_STALE' : 'REGISTERED_UNEMPLOYED', on: last.registeredOn }]
      : []),
  ];
}

function housing({ answers }: Standing): Found[] {
  return [
    ...rows(answers, 'PUBLIC_RENTAL').map(({ from }) => ({ code: 'PUBLIC_RENTAL', on: from })),
    ...rows(answers, 'TRANSACTION')
      .filter(({ kind }) => kind === 'PURCHASE')
      .map(({ contractedOn }) => ({ code: 'HOUSE_BOUGHT', on: contractedOn })),
  ];
}

/** What a judgment makes a member pay, and what another province says of help there. */
function support({ answers, brief }: Standing): Found[] {
  return [
    ...rows(answers, 'ALIMONY_JUDGMENT')
      .filter(({ side, to }) => side === 'PAYER' && (to === null || to >= brief.asOf))
      .map(({ from }) => ({ code: 'PAYS_SUPPORT', on: from })),
    ...rows(answers, 'NOT_RECEIVING').map(({ receiving, certifiedOn }) => ({
      code: receiving ? 'ASSISTED_ELSEWHERE' : 'NOT_RECEIVING_CERTIFIED',
      on: certifiedOn,
    })),
  ];
}

const traded: ReadonlySet<string> = new Set(['SMALL', 'MEDIUM', 'LARGE']);

/**
 * Turnover under a person's name without a living registration: a shell that trades, or a name used without its owner's
 * consent. To be looked at; a band is no figure (§4 TAX, AIC).
 */
export function businessSigns(personId: string, answers: readonly Answer[]): StatusFinding[] {
  const taxed = rows(answers, 'BUSINESS_TAX').filter(({ turnoverBand }) => traded.has(turnoverBand));
  if (taxed.length === 0) return [];
  const registered = rows(answers, 'BUSINESS_REG');
  if (registered.some(({ status }) => status === 'ACTIVE')) return [];
  return [{ personId, code: registered.length > 0 ? 'SHELL_WITH_TURNOVER' : 'TURNOVER_UNREGISTERED', on: null }];
}
