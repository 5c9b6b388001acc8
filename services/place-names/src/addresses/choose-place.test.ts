import { describe, expect, it } from 'vitest';
import { choosePlace, type NamedPlace } from './choose-place.ts';

const [here, beside, county] = ['370102001000', '370102002000', '370102000000'];

/** A place that bears 解放路 unless told, and was called so. */
function place(featureId: string, change: Partial<NamedPlace> = {}): NamedPlace {
  return {
    ...{ placeId: featureId, featureId, said: '解放路', name: '解放路', nationalCode: null },
    ...{ divisionCode: county, crosses: [], lon: null, lat: null },
    ...change,
  };
}

const former = { name: '人民路' };
const told = (places: readonly NamedPlace[], code: string | null = here): string => {
  const choice = choosePlace(places, '解放路', code);
  if (choice.kind === 'NONE') return 'NONE';
  if (choice.kind === 'ONE')
    return ['ONE', choice.place.featureId, ...choice.before.map((one) => `before ${one.featureId}`)].join(' ');
  return [choice.kind, ...choice.places.map(({ featureId }) => featureId)].join(' ');
};

describe('the place of a name in an address (place-names.md §8.2)', () => {
  it.each([
    ['a name that the register does not have', [], 'NONE'],
    ['another name of the same question', [place('a', { said: '和平路' })], 'NONE'],
    ['the one that bears it', [place('a')], 'ONE a'],
    ['the one that bore it before', [place('a', former)], 'ONE a'],
    ['who bears it before who bore it, and that is told', [place('a', former), place('b')], 'ONE b before a'],
    ['in the township before the rest of the county', [place('a'), place('b', { divisionCode: here })], 'ONE b'],
    [
      'a former name in the township behind one that is borne in the county',
      [place('a', { ...former, divisionCode: here }), place('b')],
      'ONE b before a',
    ],
    ['two that bear it', [place('a'), place('b')], 'SEVERAL a b'],
    ['two that bore it', [place('a', former), place('b', former)], 'SEVERAL a b'],
    ['only in another township', [place('a', { divisionCode: beside })], 'ELSEWHERE a'],
    ['a former name only in another township', [place('a', { ...former, divisionCode: beside })], 'ELSEWHERE a'],
    ['a village of the township', [place('a', { divisionCode: '370102001002' })], 'ONE a'],
    ['a village of another township', [place('a', { divisionCode: '370102002002' })], 'ELSEWHERE a'],
    ['runs through the township', [place('a', { crosses: [beside, here] })], 'ONE a'],
    ['runs through others', [place('a', { crosses: [beside, '370102003000'] })], 'ELSEWHERE a'],
    [
      'runs through two counties',
      [place('a', { divisionCode: '370100000000', crosses: [county, '370103000000'] })],
      'ONE a',
    ],
  ] as const)('%s', (_, places, expected) => {
    expect(told(places)).toBe(expected);
  });

  it('an address without a township contradicts nothing in its county, and may leave a choice', () => {
    expect(told([place('a', { divisionCode: beside })], county)).toBe('ONE a');
    expect(told([place('a', { divisionCode: beside }), place('b', { divisionCode: here })], county)).toBe(
      'SEVERAL a b',
    );
  });
});
