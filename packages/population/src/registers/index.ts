import type { LegalDay } from '@mz/domain';
import type { Person } from '../person.ts';
import { createRandom } from '../random.ts';
import * as property from './property-registers.ts';
import { askAbout, type Register, type RegisterRow } from './register.ts';
import * as status from './status-registers.ts';
import * as work from './work-registers.ts';

export type { RegisterRow } from './register.ts';

/** The registers that are drawn when they are asked, by item (income-verification.md §4). */
const registers = {
  ABROAD: work.abroad,
  UNEMPLOYMENT: work.unemployment,
  EMPLOYMENT_REG: work.employmentRegistration,
  PUBLIC_POST: work.publicPost,
  INSURED: status.insured,
  SETTLEMENT: status.settlements,
  BUSINESS_TAX: work.businessTax,
  TRANSACTION: property.transactions,
  PUBLIC_RENTAL: property.publicRental,
  RENT_SUBSIDY: property.rentSubsidy,
  LAND_COMP: property.landCompensation,
  LAND_USE: property.landUse,
  LAND_CONTRACT: property.landContract,
  SUBSIDY: property.subsidies,
  MACHINE: property.machines,
  CERT: status.certificates,
  DEPOSIT: property.deposits,
  INFLOW: property.inflows,
  HOLDING: property.holdings,
  CASH_VALUE: property.policies,
  PAYROLL: work.payroll,
  ENROLMENT: work.enrolment,
  SERVING: status.serving,
  ALIMONY_JUDGMENT: status.alimonyJudgments,
  NOT_RECEIVING: status.notReceiving,
} as const satisfies Readonly<Record<string, Register>>;

/** Items whose register is drawn when it is asked. */
export type DrawnItem = keyof typeof registers;
// The keys of a constant object.
const items = Object.keys(registers) as DrawnItem[];

/** What these registers hold; the same person, item and day give the same rows. Who has fixed registers is in none of them. */
export function drawnRegisters(person: Person, asOf: LegalDay): Record<DrawnItem, readonly RegisterRow[]> {
  const rowsOf = (item: DrawnItem): readonly RegisterRow[] =>
    person.fixedRegisters === true
      ? []
      : registers[item](askAbout(person, asOf, createRandom(`${person.idNo} ${item}`)));
  // Built from exactly these keys.
  return Object.fromEntries(items.map((item) => [item, rowsOf(item)])) as Record<DrawnItem, readonly RegisterRow[]>;
}
