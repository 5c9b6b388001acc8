import { describe, expect, it } from 'vitest';
import { type Admission, createAdmission } from './admission.ts';

const most = 4;

/** An admission with so many calls in work, looked at so often while the process was busy or not. */
function standing(calls: number, looks: number, busy = true): Admission {
  const admission = createAdmission(most);
  for (let call = 0; call < calls; call += 1) admission.begin();
  // The first look only sees from where on it counts.
  for (let look = 0; look <= looks; look += 1) admission.look(busy);
  return admission;
}

describe('a process is saturated', () => {
  it.each([
    ['as many calls as it may have, busy at three looks', most, 3, true, true],
    ['one look less', most, 2, true, false],
    ['one call less', most - 1, 3, true, false],
    ['the same calls, which only wait', most, 3, false, false],
  ])('%s: %s calls, %s looks, busy %s → %s', (_what, calls, looks, busy, saturated) => {
    expect(standing(calls, looks, busy).stats().saturated).toBe(saturated);
  });

  it('at one look that came so late that it stands for three', () => {
    const admission = standing(most, 0);
    admission.look(true, 3);
    expect(admission.stats().saturated).toBe(true);
  });

  it('and not by a burst that is worked off between two looks', () => {
    const admission = createAdmission(most);
    for (let look = 0; look < 10; look += 1) {
      for (let call = 0; call < 64; call += 1) expect(admission.begin()).toBe(true);
      for (let call = 0; call < 64; call += 1) admission.end();
      admission.look(true);
    }
    expect(admission.stats()).toEqual({ inWork: 0, saturated: false, refused: 0 });
  });
});

describe('a saturated process', () => {
  it('takes a call for each that ends, and refuses and counts those above', () => {
    const admission = standing(most + 2, 3);
    expect(admission.begin()).toBe(false);
    for (let call = 0; call < 3; call += 1) admission.end();
    expect([admission.begin(), admission.begin()]).toEqual([true, false]);
    expect(admission.stats()).toEqual({ inWork: most, saturated: true, refused: 2 });
  });

  it('is calm at once when its calls were a burst and nobody was refused', () => {
    const admission = standing(64, 3);
    for (let call = 0; call < 63; call += 1) admission.end();
    expect(admission.stats().saturated).toBe(false);
  });

  it('is calm after a second in which nobody was refused', () => {
    const admission = standing(most, 3);
    admission.begin();
    for (let look = 0; look < 50; look += 1) admission.look(true);
    expect(admission.stats().saturated).toBe(true);
    admission.look(true);
    expect(admission.stats().saturated).toBe(false);
  });

  it('is calm after a fifth of a second in which it was not busy, though calls still wait', () => {
    const admission = standing(most, 3);
    admission.begin();
    for (let look = 0; look < 9; look += 1) admission.look(false);
    expect(admission.stats().saturated).toBe(true);
    admission.look(false);
    expect(admission.stats()).toMatchObject({ inWork: most, saturated: false });
  });

  it('looks while there is something to see, and not when it is idle', () => {
    expect(createAdmission(most).needsLooks()).toBe(false);
    const admission = standing(most, 3);
    admission.begin();
    for (let call = 0; call < most; call += 1) admission.end();
    expect(admission.needsLooks()).toBe(true);
    for (let look = 0; look < 10; look += 1) admission.look(false);
    expect(admission.needsLooks()).toBe(false);
  });
});
