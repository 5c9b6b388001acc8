import { Converter } from 'opencc-js/t2cn';

/** Traditional characters as simplified ones, by the tables of OpenCC. */
export const simplify: (text: string) => string = Converter({ from: 't', to: 'cn' });
