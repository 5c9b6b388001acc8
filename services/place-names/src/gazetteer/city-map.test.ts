import { expect, test } from 'vitest';
import { type CityShape, cityMap } from './city-map.ts';

const square = (west: number, south: number, size: number) =>
  [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ] as const;
const city = (code: string, name: string, shortName: string, area: CityShape['area']): CityShape => ({
  version: { code, name, shortName },
  area,
});
const words = {
  title: '分布',
  sketch: '示意图',
  hrefOf: (code: string) => `/gazetteer/divisions/${code.slice(0, 6)}`,
  nameOf: ({ name }: CityShape['version']) => name,
};
const cities = [
  city('370100000000', '济南市', '济南', [[square(117, 36, 1)]]),
  city('370200000000', '青岛市', '<青岛>', [[square(120, 36, 1)], [square(121.5, 36.5, 0.001)]]),
];

test('every city is a link with a name, its label stands inside it, and the whole says that it is a sketch', () => {
  const { markup } = cityMap(cities, words, '370100000000') ?? { markup: '' };
  expect(markup.match(/<a /g)).toHaveLength(2);
  expect(markup).toContain('href="/gazetteer/divisions/370100" aria-label="济南市" class="chosen" aria-current="true"');
  expect(markup).toContain('<title>青岛市</title>');
  expect(markup.match(/示意图/g)?.length).toBeGreaterThanOrEqual(2);
  expect(markup).toContain('&lt;青岛&gt;');
  const [, x = '', y = ''] = /<text x="(\d+)" y="(\d+)">济南/.exec(markup) ?? [];
  const [, left = '', top = ''] = /<path d="M([\d.]+) ([\d.]+)L/.exec(markup) ?? [];
  expect([Number(x) > Number(left), Number(y) < Number(top)]).toEqual([true, true]);
});

test('north is above, east is right, and an island below a dot is not drawn', () => {
  const { markup } = cityMap(
    [city('1', '南', '南', [[square(117, 35, 1)]]), city('2', '北', '北', [[square(119, 37, 1)]])],
    words,
  ) ?? {
    markup: '',
  };
  const at = (label: string): number[] =>
    (new RegExp(`<text x="(\\d+)" y="(\\d+)">${label}`).exec(markup) ?? []).slice(1).map(Number);
  const [[southX = 0, southY = 0], [northX = 0, northY = 0]] = [at('南'), at('北')];
  expect([northX > southX, northY < southY]).toEqual([true, true]);
  expect(cityMap(cities, words)?.markup.match(/Z/g)).toHaveLength(2);
});

test('without polygons there is no map', () => {
  expect(cityMap([], words)).toBeNull();
});
