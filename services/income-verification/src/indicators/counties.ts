import type { DivisionVersion, LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';

/** Counties below a division on a day, or the county itself; a county city is held by the prefecture that manages it. */
export function countiesOf(kit: AppKit, divisionCode: string, day: LegalDay): DivisionVersion[] {
  const self = kit.divisions().at(divisionCode, day);
  if (!self.ok) return [];
  if (self.value.level === 'COUNTY') return [self.value];
  const below = kit.divisions().children(divisionCode, day);
  if (!below.ok || self.value.level === 'TOWNSHIP') return [];
  return below.value.flatMap((one) => (one.level === 'COUNTY' ? [one] : countiesOf(kit, one.code, day)));
}
