import type { Evaluation } from './evaluate-case.ts';
import type { Counterfactual } from './types.ts';

export function findCounterfactuals(_evaluation: Evaluation): Counterfactual[] {
  return [];
}
