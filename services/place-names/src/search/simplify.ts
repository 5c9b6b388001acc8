import { Converter, Locale } from 'opencc-js/t2cn';

const convert: (text: string) => string = Converter({ from: 't', to: 'cn' });
const mayChange = markChanging();

/** Traditional characters as simplified ones, by the tables of OpenCC. */
export function simplify(text: string): string {
  for (let at = 0; at < text.length; at += 1) if (mayChange[text.charCodeAt(at)] === 1) return convert(text);
  return text;
}

/** Marks the characters of which every text that the tables change has at least one. */
function markChanging(): Uint8Array {
  const marks = new Uint8Array(65_536);
  // Compatibility ideographs, and characters of two units.
  marks.fill(1, 0xf9_00, 0xfb_00).fill(1, 0xd8_00, 0xe0_00);
  // Groups of tables, each one text; the package's own type is lost on the way.
  const groups: readonly (readonly string[])[] = Locale.to.cn;
  const entries = groups.flat().flatMap((table) => table.split('|'));
  const changed = entries.map((entry) => entry.split(' ')).filter(([from, to]) => from !== to);
  for (const [from = ''] of changed) if (from.length === 1) marks[from.charCodeAt(0)] = 1;
  for (const [from = ''] of changed) {
    const isMarked = [...from].some((character) => marks[character.charCodeAt(0)] === 1);
    if (!isMarked) marks[from.charCodeAt(from.length - 1)] = 1;
  }
  return marks;
}
