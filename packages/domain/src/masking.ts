/**
 * Masks (social-assistance handbook §10). Each hidden character is one asterisk; a text that does not have the expected
 * shape is hidden whole, so that a mask never shows more than it promises.
 */

/** 张伟 → 张*, 买买提·艾力 → 买**·**; a name of one character is hidden. */
export function maskName(name: string): string {
  const characters = [...name];
  if (characters.length < 2) return hidden(name);
  return characters.map((character, index) => (index === 0 || character === '·' ? character : '*')).join('');
}

/** 370100194001019019 → 370100********9019; 15 digits keep the first six and the last three. */
export function maskResidentId(idNo: string): string {
  if (/^\d{17}[\dXx]$/.test(idNo)) return keepEnds(idNo, 6, 4);
  return /^\d{15}$/.test(idNo) ? keepEnds(idNo, 6, 3) : hidden(idNo);
}

/** 13800001234 → 138****1234. */
export function maskPhone(phone: string): string {
  return /^\d{11}$/.test(phone) ? keepEnds(phone, 3, 4) : hidden(phone);
}

/** Keeps the last four digits of an account of at least eight. */
export function maskAccount(account: string): string {
  return /^\d{8,}$/.test(account) ? keepEnds(account, 0, 4) : hidden(account);
}

/** 鲁A12312 → 鲁A***12; plates of new-energy vehicles have one character more. */
export function maskPlate(plate: string): string {
  return /^\p{Unified_Ideograph}[A-Z][A-Z\d]{4,5}[A-Z\d\p{Unified_Ideograph}]$/u.test(plate)
    ? keepEnds(plate, 2, 2)
    : hidden(plate);
}

function keepEnds(text: string, first: number, last: number): string {
  return text.slice(0, first) + '*'.repeat(text.length - first - last) + text.slice(text.length - last);
}

function hidden(text: string): string {
  return '*'.repeat([...text].length);
}
