import type { Sex } from '@mz/domain';
import type { Random } from './random.ts';

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
];
const male =
  '建国 志强 文斌 海涛 永福 春生 宝山 俊杰 立新 学军 兆丰 德厚 长顺 庆余 守义 浩然 子轩 明远 大勇 占奎'.split(' ');
const female =
  '秀英 桂兰 玉梅 淑芬 凤霞 春燕 晓红 丽娟 雪莲 素贞 翠花 佳怡 欣然 梦瑶 雨桐 慧敏 爱华 小芹 玉洁 红霞'.split(' ');

/** A surname of the list. */
export function pickSurname(random: Random): string {
  return random.pick(surnames);
}

/** A given name of the list that fits the sex. */
export function pickGivenName(random: Random, sex: Sex): string {
  return random.pick(sex === '1' ? male : female);
}
