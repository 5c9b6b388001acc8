import { readSeedParameters, readSeedStandards } from '../../seed/read-seed.ts';

/** Facts without parameters or standards get those of the start data; `filled` says which. */
export function withStartData(facts: object): { facts: object; filled: string[] } {
  const filled = ['parameters', 'standards'].filter((name) => !(name in facts));
  return {
    facts: {
      ...(filled.includes('parameters') ? { parameters: readSeedParameters() } : {}),
      ...(filled.includes('standards') ? { standards: readSeedStandards() } : {}),
      ...facts,
    },
    filled,
  };
}
