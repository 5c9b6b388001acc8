/** Turns full-width ASCII (０-９, Ａ-ｚ, ．) and the ideographic space into their half-width forms; nothing else changes. */
export function toHalfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000]/g, (character) =>
    character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
}
