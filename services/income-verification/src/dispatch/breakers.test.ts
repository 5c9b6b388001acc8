import { describe, expect, test } from 'vitest';
import { AgencyFault, type FaultKind } from './adapter.ts';
import { type Breakers, createBreakers } from './breakers.ts';

const shipped = { faults: 5, openMs: 60_000 };

/** Many questions at once to an agency that never gives an answer; how many met it, and what became of all. */
async function storm(count: number, kind: FaultKind): Promise<{ met: number; kinds: FaultKind[]; breakers: Breakers }> {
  const breakers = createBreakers(shipped);
  let met = 0;
  const asked = Array.from({ length: count }, () => {
    const ask = async (): Promise<never> => {
      met += 1;
      await Promise.resolve();
      throw new AgencyFault(kind);
    };
    return breakers.run('TAX', ask).catch((error: AgencyFault) => error.kind);
  });
  const kinds = await Promise.all(asked);
  return { met, kinds, breakers };
}

describe('the circuit of an agency', () => {
  test.each(['TIMEOUT', 'UNREACHABLE', 'HTTP_STATUS', 'ANSWER_UNSIGNED', 'ANSWER_MALFORMED'] as const)(
    '%s: of 200 questions at once fewer than 20 meet the fault; the others are held back',
    async (kind) => {
      const { met, kinds, breakers } = await storm(200, kind);
      expect(met).toBeGreaterThanOrEqual(shipped.faults);
      expect(met).toBeLessThan(20);
      expect(kinds.filter((one) => one === 'CIRCUIT_OPEN')).toHaveLength(200 - met);
      expect(breakers.isOpen('TAX')).toBe(true);
      expect(await breakers.run('AIC', async () => 'answered')).toBe('answered');
    },
  );

  test('a question that is answered later opens nothing', async () => {
    expect((await storm(50, 'DEFERRED')).kinds).toEqual(Array.from({ length: 50 }, () => 'DEFERRED'));
  });

  test('a question that only tries whether the agency is back is no attempt; one that finds it back closes the circuit', async () => {
    const breakers = createBreakers({ faults: 1, openMs: 1 });
    const down = async (): Promise<never> => {
      throw new AgencyFault('TIMEOUT', { raw: 'half an answer' });
    };
    await expect(breakers.run('TAX', down)).rejects.toMatchObject({ kind: 'TIMEOUT', trial: false });
    await waitUntilLookedAgain();
    await expect(breakers.run('TAX', down)).rejects.toMatchObject({
      ...{ kind: 'TIMEOUT', trial: true, raw: 'half an answer' },
    });
    await waitUntilLookedAgain();
    expect(await breakers.run('TAX', async () => 'back')).toBe('back');
    expect(breakers.isOpen('TAX')).toBe(false);
  });
});

/** The shortest circuit is open until the clock has gone on by two milliseconds. */
async function waitUntilLookedAgain(): Promise<void> {
  const start = Date.now();
  while (Date.now() < start + 2) await new Promise((resolve) => setImmediate(resolve));
}
