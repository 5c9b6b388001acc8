import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pinyinOf, splitName } from './index.ts';

/** Read by hand from atlases and the place-names handbook §6, not from the function that is tested. */
const prefectures = `
济南市 Jǐnán Shì | 青岛市 Qīngdǎo Shì | 淄博市 Zībó Shì | 枣庄市 Zǎozhuāng Shì | 东营市 Dōngyíng Shì | 烟台市 Yāntái Shì
潍坊市 Wéifāng Shì | 济宁市 Jǐníng Shì | 泰安市 Tài'ān Shì | 威海市 Wēihǎi Shì | 日照市 Rìzhào Shì | 莱芜市 Láiwú Shì
临沂市 Línyí Shì | 德州市 Dézhōu Shì | 聊城市 Liáochéng Shì | 滨州市 Bīnzhōu Shì | 菏泽市 Hézé Shì
滨州地区 Bīnzhōu Dìqū | 菏泽地区 Hézé Dìqū | 山东省 Shāndōng Shěng`;

/** The 137 units of 2013-12-31 (place-names.md §2.1), 市中区 of two cities being one name. */
const baseline = `
历下区 Lìxià Qū | 市中区 Shìzhōng Qū | 槐荫区 Huáiyìn Qū | 天桥区 Tiānqiáo Qū | 历城区 Lìchéng Qū | 长清区 Chángqīng Qū
平阴县 Píngyīn Xiàn | 济阳县 Jǐyáng Xiàn | 商河县 Shānghé Xiàn | 章丘市 Zhāngqiū Shì
市南区 Shìnán Qū | 市北区 Shìběi Qū | 黄岛区 Huángdǎo Qū | 崂山区 Láoshān Qū | 李沧区 Lǐcāng Qū | 城阳区 Chéngyáng Qū
胶州市 Jiāozhōu Shì | 即墨市 Jímò Shì | 平度市 Píngdù Shì | 莱西市 Láixī Shì
淄川区 Zīchuān Qū | 张店区 Zhāngdiàn Qū | 博山区 Bóshān Qū | 临淄区 Línzī Qū | 周村区 Zhōucūn Qū
桓台县 Huántái Xiàn | 高青县 Gāoqīng Xiàn | 沂源县 Yíyuán Xiàn
薛城区 Xuēchéng Qū | 峄城区 Yìchéng Qū | 台儿庄区 Tái'érzhuāng Qū | 山亭区 Shāntíng Qū | 滕州市 Téngzhōu Shì
东营区 Dōngyíng Qū | 河口区 Hékǒu Qū | 垦利县 Kěnlì Xiàn | 利津县 Lìjīn Xiàn | 广饶县 Guǎngráo Xiàn
芝罘区 Zhīfú Qū | 福山区 Fúshān Qū | 牟平区 Mùpíng Qū | 莱山区 Láishān Qū | 长岛县 Chángdǎo Xiàn | 龙口市 Lóngkǒu Shì
莱阳市 Láiyáng Shì | 莱州市 Láizhōu Shì | 蓬莱市 Pénglái Shì | 招远市 Zhāoyuǎn Shì | 栖霞市 Qīxiá Shì | 海阳市 Hǎiyáng Shì
潍城区 Wéichéng Qū | 寒亭区 Hántíng Qū | 坊子区 Fāngzǐ Qū | 奎文区 Kuíwén Qū | 临朐县 Línqú Xiàn | 昌乐县 Chānglè Xiàn
青州市 Qīngzhōu Shì | 诸城市 Zhūchéng Shì | 寿光市 Shòuguāng Shì | 安丘市 Ānqiū Shì | 高密市 Gāomì Shì | 昌邑市 Chāngyì Shì
任城区 Rénchéng Qū | 兖州区 Yǎnzhōu Qū | 微山县 Wēishān Xiàn | 鱼台县 Yútái Xiàn | 金乡县 Jīnxiāng Xiàn | 嘉祥县 Jiāxiáng Xiàn
汶上县 Wènshàng Xiàn | 泗水县 Sìshuǐ Xiàn | 梁山县 Liángshān Xiàn | 曲阜市 Qūfù Shì | 邹城市 Zōuchéng Shì
泰山区 Tàishān Qū | 岱岳区 Dàiyuè Qū | 宁阳县 Níngyáng Xiàn | 东平县 Dōngpíng Xiàn | 新泰市 Xīntài Shì | 肥城市 Féichéng Shì
环翠区 Huáncuì Qū | 文登市 Wéndēng Shì | 荣成市 Róngchéng Shì | 乳山市 Rǔshān Shì
东港区 Dōnggǎng Qū | 岚山区 Lánshān Qū | 五莲县 Wǔlián Xiàn | 莒县 Jǔ Xiàn | 莱城区 Láichéng Qū | 钢城区 Gāngchéng Qū
兰山区 Lánshān Qū | 罗庄区 Luózhuāng Qū | 河东区 Hédōng Qū | 沂南县 Yínán Xiàn | 郯城县 Tánchéng Xiàn | 沂水县 Yíshuǐ Xiàn
苍山县 Cāngshān Xiàn | 费县 Fèi Xiàn | 平邑县 Píngyì Xiàn | 莒南县 Jǔnán Xiàn | 蒙阴县 Méngyīn Xiàn | 临沭县 Línshù Xiàn
德城区 Déchéng Qū | 陵县 Líng Xiàn | 宁津县 Níngjīn Xiàn | 庆云县 Qìngyún Xiàn | 临邑县 Línyì Xiàn | 齐河县 Qíhé Xiàn
平原县 Píngyuán Xiàn | 夏津县 Xiàjīn Xiàn | 武城县 Wǔchéng Xiàn | 乐陵市 Làolíng Shì | 禹城市 Yǔchéng Shì
东昌府区 Dōngchāngfǔ Qū | 阳谷县 Yánggǔ Xiàn | 莘县 Shēn Xiàn | 茌平县 Chípíng Xiàn | 东阿县 Dōng'ē Xiàn | 冠县 Guān Xiàn
高唐县 Gāotáng Xiàn | 临清市 Línqīng Shì
滨城区 Bīnchéng Qū | 惠民县 Huìmín Xiàn | 阳信县 Yángxìn Xiàn | 无棣县 Wúdì Xiàn | 沾化县 Zhānhuà Xiàn | 博兴县 Bóxīng Xiàn
邹平县 Zōupíng Xiàn
牡丹区 Mǔdān Qū | 曹县 Cáo Xiàn | 单县 Shàn Xiàn | 成武县 Chéngwǔ Xiàn | 巨野县 Jùyě Xiàn | 郓城县 Yùnchéng Xiàn
鄄城县 Juànchéng Xiàn | 定陶县 Dìngtáo Xiàn | 东明县 Dōngmíng Xiàn`;

/** Names that counties had before or after (§2.2). */
const others = `
章丘区 Zhāngqiū Qū | 济阳区 Jǐyáng Qū | 莱芜区 Láiwú Qū | 四方区 Sìfāng Qū | 即墨区 Jímò Qū | 垦利区 Kěnlì Qū
蓬莱区 Pénglái Qū | 文登区 Wéndēng Qū | 陵城区 Língchéng Qū | 茌平区 Chípíng Qū | 沾化区 Zhānhuà Qū | 定陶区 Dìngtáo Qū
长清县 Chángqīng Xiàn | 兰陵县 Lánlíng Xiàn | 胶南市 Jiāonán Shì | 兖州市 Yǎnzhōu Shì | 邹平市 Zōupíng Shì
滨州市 Bīnzhōu Shì | 菏泽市 Hézé Shì`;

function pairs(text: string): [name: string, pinyin: string][] {
  return text
    .split(/[|\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => [entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1)]);
}

const all = [...pairs(prefectures), ...pairs(baseline), ...pairs(others)];

it.each(all)('%s is written %s', (name, pinyin) => {
  const { specific, generic } = splitName(name);
  expect(pinyinOf(specific, generic, 'DIVISION').pinyin).toBe(pinyin);
});

it('example R8: the baseline has 137 counties, of which two are called 市中区, and the table names every county ever loaded', () => {
  expect(pairs(baseline)).toHaveLength(136);
  const lines = readFileSync(new URL('../../data/divisions.csv', import.meta.url), 'utf8').split('\n');
  const rows = lines.map((line) => line.split(','));
  const loaded = rows.filter(
    ([, , level = '', type]) => ['PROVINCE', 'PREFECTURE', 'COUNTY'].includes(level) && type !== 'STATISTICAL_ZONE',
  );
  const written = new Set(all.map(([name]) => name));
  expect(loaded.length).toBeGreaterThan(137);
  expect(loaded.filter(([, , , , name = '']) => !written.has(name)).map(([, , , , name]) => name)).toEqual([]);
});
