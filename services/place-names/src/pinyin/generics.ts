/** What kind of thing a generic part names; homophones are looked for inside one class (place-names.md §5.3). */
export type GenericClass =
  | 'PROVINCE'
  | 'PREFECTURE'
  | 'COUNTY'
  | 'TOWNSHIP'
  | 'COMMITTEE'
  | 'ZONE'
  | 'VILLAGE'
  | 'ESTATE'
  | 'ROAD'
  | 'LANE'
  | 'MOUNTAIN'
  | 'WATER'
  | 'ISLAND'
  | 'LAND'
  | 'STATION'
  | 'SITE';

interface Generic {
  readonly class: GenericClass;
  /** Written with tone marks, words apart, syllables joined by a dot; absent: read like any other text, one word. */
  readonly reading?: string;
}

const words: Readonly<Record<GenericClass, string>> = {
  PROVINCE: '省',
  PREFECTURE: '地区',
  // 市 stands for cities of either level, which are told apart by the level and not by the word.
  COUNTY: '市 区 县',
  TOWNSHIP: '街道 街道办事处 镇 乡',
  COMMITTEE: '村民委员会 居民委员会 村委会 居委会 社区 社区居民委员会 社区居委会',
  ZONE: '开发区 经济开发区 高新区 高新技术产业开发区 旅游度假区 管理区 管理委员会 工业园 农场 林场 盐场 保税区',
  VILLAGE: '村',
  ESTATE: '小区 花园 新村 公寓 家园 苑 新城 大厦',
  ROAD: '路 街 大街 大道 马路 环路 公路 高速公路 国道 省道',
  LANE: '巷 胡同 里 弄 条',
  MOUNTAIN: '山 岭 峰 顶 崮 山脉 丘陵',
  WATER: '河 江 湖 海 湾 海湾 海峡 溪 泉 池 潭 渠 运河 水库 瀑布 沟',
  ISLAND: '岛 群岛 列岛 半岛',
  LAND: '平原 盆地 高原 峡谷 峡 角',
  STATION: '站 火车站 汽车站 机场 港 码头',
  SITE: '公园 广场 大桥 桥 隧道 寺 庙 塔 阁 亭 台 碑 陵 墓 遗址 风景区 风景名胜区 古城 故居 纪念馆 博物馆 纪念塔',
};

const readings: Readonly<Record<string, string>> = {
  地区: 'dì.qū',
  街道: 'jiē.dào',
  街道办事处: 'jiē.dào bàn.shì.chù',
  村民委员会: 'cūn.mín wěi.yuán.huì',
  居民委员会: 'jū.mín wěi.yuán.huì',
  村委会: 'cūn.wěi.huì',
  居委会: 'jū.wěi.huì',
  社区: 'shè.qū',
  社区居民委员会: 'shè.qū jū.mín wěi.yuán.huì',
  社区居委会: 'shè.qū jū.wěi.huì',
  开发区: 'kāi.fā.qū',
  经济开发区: 'jīng.jì kāi.fā.qū',
  高新区: 'gāo.xīn.qū',
  高新技术产业开发区: 'gāo.xīn jì.shù chǎn.yè kāi.fā.qū',
  旅游度假区: 'lǚ.yóu dù.jià.qū',
  管理委员会: 'guǎn.lǐ wěi.yuán.huì',
  胡同: 'hú.tong',
  弄: 'lòng',
  大厦: 'dà.shà',
  环路: 'huán.lù',
  高速公路: 'gāo.sù gōng.lù',
  风景名胜区: 'fēng.jǐng míng.shèng.qū',
  里: 'lǐ',
  村: 'cūn',
  省: 'shěng',
  地: 'dì',
};

const generics: ReadonlyMap<string, Generic> = new Map(
  (Object.entries(words) as [GenericClass, string][]).flatMap(([kind, list]) =>
    list.split(' ').map((word): [string, Generic] => {
      const reading = readings[word];
      return [word, { class: kind, ...(reading === undefined ? {} : { reading }) }];
    }),
  ),
);
const longest = Math.max(...[...generics.keys()].map((word) => word.length));

/** One-syllable words that belong to the generic part of a street: 景山后街 is 景山 and 后街 (rule 2). */
const streetModifiers = '东西南北中前后左右直横小';
const modifiable: ReadonlySet<string> = new Set(['路', '街', '大街', '大道', '巷', '胡同', '里', '马路']);

/** Cuts a name into its specific part (专名) and its generic part (通名); a name without a known generic is all specific. */
export function splitName(name: string): { specific: string; generic: string } {
  const word = genericOf(name);
  const specific = name.slice(0, name.length - word.length);
  const moved = modifiable.has(word) ? modifiersAtEnd(specific) : '';
  return { specific: specific.slice(0, specific.length - moved.length), generic: `${moved}${word}` };
}

/** The class of a generic part, `NONE` for a name that bears none. */
export function classOfGeneric(generic: string): GenericClass | 'NONE' {
  return generics.get(genericOf(`-${generic}`))?.class ?? 'NONE';
}

/** The words of a generic part whose reading is settled, each as its syllables; undefined when it is read like other text. */
export function settledReading(generic: string): string[][] | undefined {
  return generics
    .get(generic)
    ?.reading?.split(' ')
    .map((word) => word.split('.'));
}

/** The longest generic at the end that leaves something before it. */
function genericOf(name: string): string {
  for (let length = Math.min(longest, name.length - 1); length > 0; length--) {
    const word = name.slice(-length);
    if (generics.has(word)) return word;
  }
  return '';
}

/** Modifiers at the end of the specific part, as long as two characters stay before them: 济南路 keeps 济南. */
function modifiersAtEnd(specific: string): string {
  let cut = specific.length;
  while (cut > 2 && streetModifiers.includes(specific.charAt(cut - 1))) cut--;
  return specific.slice(cut);
}
