/** Everything that the pages say in Chinese. */
const zh = {
  site: '山东省地名志',
  lead: '查询山东的行政区划与标准地名：现在叫什么，从哪里来，到哪里去。',
  skip: '跳到正文',
  main: '栏目',
  home: '首页',
  map: '地图',
  heritage: '地名文化遗产',
  other: 'English',
  search: '查询地名',
  placeholder: '如：章丘、laiwu、济南 市中',
  hint: '可输入全称、简称、曾用名、别名、拼音或首字母。',
  go: '查询',
  results: '查询结果',
  none: '没有找到。请检查写法，或换用简称、拼音再试。',
  parentIgnored: '所写的上级内没有相符的地名，以下为全省范围的结果。',
  addressRead: '查询词是一个地址，解析如下。',
  standardAddress: '标准地址',
  writtenAs: '原写',
  mayBe: '可能属于',
  unread: '未能识别',
  more: '更多结果',
  back: '上一页',
  formerly: '曾用名',
  cities: '设区的市',
  mapTitle: '山东省设区的市分布',
  sketch: '示意图',
  mapMissing: '地图数据尚未载入，请用下面的列表。',
  mapNote: '界线仅为示意，不作为划界依据。选择一个市可查看其区划。',
  code: '区划代码',
  type: '类型',
  parent: '上级',
  since: '起始日期',
  until: '终止日期',
  unknownDay: '早于有记载的日期',
  inForce: '现行',
  noMore: '已撤销或变更',
  provisional: '临时代码',
  asOf: '查看日期',
  show: '查看',
  children: '下辖单位',
  noChildren: '没有更下一级的单位。',
  history: '历史沿革',
  noHistory: '没有记载的变更。',
  incomplete: '2012年以前的沿革不完整。',
  whole: '全部',
  part: '部分',
  renamed: '更名',
  document: '文号',
  now: '现属',
  pinyin: '罗马字母拼写',
  category: '类别',
  division: '所在区划',
  position: '位置',
  status: '状态',
  standard: '标准地名',
  former: '历史地名',
  origin: '来历',
  meaning: '含义',
  story: '沿革',
  description: '概况',
  names: '名称沿革',
  from: '始用',
  to: '止用',
  yearBc: '公元前',
  year: '年',
  protection: '保护级别',
  people: '户籍人口',
  noHeritage: '名录尚未公布。',
  fault: '无法显示此页',
  faultHome: '回到首页',
  notFound: '没有这一页',
  faultHint: '可用上方的查询框按名称查找，或从首页选择。',
  faultTrace: '反映问题时请提供编号',
  foot: '标准地名以批准文件为准。本页不使用脚本，可打印。',
} as const;

/** The same in English. */
const en: Record<keyof typeof zh, string> = {
  site: 'Gazetteer of Shandong',
  lead: 'Divisions and standard place names of Shandong: what they are called, where they came from, where they went.',
  skip: 'Skip to content',
  main: 'Sections',
  home: 'Home',
  map: 'Map',
  heritage: 'Place-name heritage',
  other: '中文',
  search: 'Find a place name',
  placeholder: 'for example 章丘, laiwu, 济南 市中',
  hint: 'Full, short or former name, alias, pinyin or initials.',
  go: 'Search',
  results: 'Search results',
  none: 'Nothing was found. Check the spelling, or try the short name or pinyin.',
  parentIgnored: 'Nothing matches inside the parent that is written; these are results of the whole province.',
  addressRead: 'The query is an address; it is read as follows.',
  standardAddress: 'Standard address',
  writtenAs: 'written',
  mayBe: 'May lie in',
  unread: 'Not understood',
  more: 'More results',
  back: 'Previous page',
  formerly: 'formerly',
  cities: 'Prefecture-level cities',
  mapTitle: 'Prefecture-level cities of Shandong',
  sketch: 'Sketch map (示意图)',
  mapMissing: 'The map is not loaded yet; please use the list below.',
  mapNote: 'The lines are a sketch and no boundaries in law. Choose a city to see its divisions.',
  code: 'Division code',
  type: 'Type',
  parent: 'Belongs to',
  since: 'Since',
  until: 'Until',
  unknownDay: 'before the first recorded day',
  inForce: 'in force',
  noMore: 'abolished or changed',
  provisional: 'provisional code',
  asOf: 'As of',
  show: 'Show',
  children: 'Divisions inside',
  noChildren: 'There is no lower level.',
  history: 'History',
  noHistory: 'No change is recorded.',
  incomplete: 'The history before 2012 is incomplete.',
  whole: 'whole',
  part: 'part',
  renamed: 'renamed',
  document: 'Document',
  now: 'Now in',
  pinyin: 'Romanised',
  category: 'Category',
  division: 'Division',
  position: 'Position',
  status: 'Status',
  standard: 'standard name',
  former: 'former name',
  origin: 'Origin',
  meaning: 'Meaning',
  story: 'History',
  description: 'Description',
  names: 'Names through time',
  from: 'from',
  to: 'to',
  yearBc: 'BC ',
  year: '',
  protection: 'Protection',
  people: 'Registered population',
  noHeritage: 'The list is not published yet.',
  fault: 'This page cannot be shown',
  faultHome: 'Back to the start',
  notFound: 'There is no such page',
  faultHint: 'Find it by its name in the box above, or go on from the start.',
  faultTrace: 'When you report this, give the number',
  foot: 'A standard name is what its approval says. These pages use no script and can be printed.',
};

/** The two languages of the pages. */
export type Language = 'zh' | 'en';

/** What the pages say. */
export type Words = Readonly<Record<keyof typeof zh, string>>;

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return language === 'en' ? en : zh;
}

/** How many were found: in all when there is one page, else on this one. */
export function foundWords(
  language: Language,
  found: { readonly count: number; readonly page: number; readonly isAll: boolean },
): string {
  const { count, page, isAll } = found;
  if (language === 'en') {
    const results = count === 1 ? '1 result' : `${count} results`;
    return isAll ? results : `Page ${page}, ${results} on it`;
  }
  return isAll ? `共 ${count} 条结果` : `第 ${page} 页，本页 ${count} 条结果`;
}

/** Registered people of a year. */
export function peopleWords(language: Language, people: number, year: number): string {
  return `${people}${bracketed(language, language === 'en' ? year : `${year}年`)}`;
}

/** A remark behind a word, in the language's own brackets. */
export function bracketed(language: Language, remark: string | number): string {
  return language === 'en' ? ` (${remark})` : `（${remark}）`;
}

/** A heading with what it is about. */
export function about(language: Language, heading: string, matter: string): string {
  return language === 'en' ? `${heading}: ${matter}` : `${heading}：${matter}`;
}
