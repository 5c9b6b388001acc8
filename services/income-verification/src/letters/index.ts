import { confirmReply, enterReply, getLetter, letterPdf, listLetters, rejectReply } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { lettersGraphql } from './graphql.ts';
import { pdfOf } from './pdf.ts';
import { list, print } from './reads.ts';
import { confirm, enter, reject } from './replies.ts';
import { writeLetters } from './write.ts';

export { writeCorrection } from './write.ts';

/** Letters to agencies that answer on paper, and their replies by two persons (income-verification.md §4 mode ML). */
export function registerLetters(kit: AppKit): void {
  kit.operation(listLetters, (ctx, { query }) => list(kit, ctx, query));
  kit.operation(getLetter, (ctx, { params }) => print(kit, ctx, params.id));
  kit.download(letterPdf, async (ctx, { params }) => {
    const letter = await print(kit, ctx, params.id);
    return { fileName: `核对函-${letter.no}.pdf`, chunks: pdfOf(letter) };
  });
  kit.operation(enterReply, (ctx, input) => enter(kit, ctx, input));
  kit.operation(confirmReply, (ctx, input) => confirm(kit, ctx, input));
  kit.operation(rejectReply, (ctx, input) => reject(kit, ctx, input));
  kit.graphql(lettersGraphql(kit));
  kit.schedule({
    name: 'letters.write',
    every: { minutes: 30 },
    run: (ctx) => writeLetters(kit, ctx),
  });
}
