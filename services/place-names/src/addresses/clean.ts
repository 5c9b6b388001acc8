import { toHalfWidth } from '@mz/domain';

/** Place-names §8.1: 1–50 characters of a query; an address goes down to the room and may be longer. */
export const longestAddress = 120;

/**
 * An address in simplified characters, without what people put between its parts; undefined when nothing or too much is left.
 * `simplified` leads from a traditional character to its one standard form.
 */
export function cleanAddress(input: string, simplified: ReadonlyMap<string, string>): string | undefined {
  const text = Array.from(toHalfWidth(input), (character) => simplified.get(character) ?? character)
    .join('')
    .normalize('NFC')
    .replace(/[—–−－~～]/g, '-')
    .replace(/(?<=[\dA-Za-z])\s+(?=[\dA-Za-z])/g, '-')
    .replace(/[\s,，、;；:：·|>＞/\\。.]+/g, '')
    .replace(/(?<=\p{Script=Han})-+/gu, '')
    .replace(/-+(?=\p{Script=Han})/gu, '')
    .replace(/^(?:中华人民共和国|中国)/, '');
  return text.length >= 1 && text.length <= longestAddress ? text : undefined;
}

const otherProvinces =
  /^(?:北京市|天津市|上海市|重庆市|河北省|山西省|内蒙古自治区|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|河南省|湖北省|湖南省|广东省|广西壮族自治区|海南省|四川省|贵州省|云南省|西藏自治区|陕西省|甘肃省|青海省|宁夏回族自治区|新疆维吾尔自治区|台湾省|香港特别行政区|澳门特别行政区)/;

/** Whether an address names another province. */
export function isElsewhere(text: string): boolean {
  return otherProvinces.test(text);
}

/** The province as it stands at the head of an address, and what comes after it, said once or twice. */
export function takeProvince(text: string): { readonly given: string | undefined; readonly rest: string } {
  const match = /^(?:山东省|山东(?![东南西北中]?(?:大街|大道|路|街|道|巷|大学|大厦)))+/.exec(text);
  if (match === null) return { given: undefined, rest: text };
  const [whole] = match;
  return { given: whole.startsWith('山东省') ? '山东省' : '山东', rest: text.slice(whole.length) };
}
