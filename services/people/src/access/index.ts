import { caseChanged, caseClosed, caseOpened } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { onCaseClosed, onCaseState } from './events.ts';

export { refused, requireCase } from './lookup.ts';
export type { CaseAccess } from './rules.ts';

/** Keeps which case of which office names which persons. */
export function registerAccess(kit: AppKit): void {
  kit.consume(caseOpened, onCaseState(kit));
  kit.consume(caseChanged, onCaseState(kit));
  kit.consume(caseClosed, onCaseClosed(kit));
}
