import { createPdf } from '@mz/pdf';
import { agencyName } from '../agreements/index.ts';
import type { PrintedLetter } from './queries.ts';

/** The letter on paper: its text as it stands, its number as a code to be scanned with the reply, and where to sign and seal. */
export async function* pdfOf(letter: PrintedLetter): AsyncGenerator<Uint8Array> {
  const [title = '核对函', ...lines] = letter.text.split('\n');
  const pdf = createPdf({ title, author: '居民家庭经济状况核对中心', createdOn: letter.writtenOn });
  for (const line of lines) pdf.paragraph(line);
  pdf.fields([
    ['函号', letter.no],
    ['协查单位', agencyName(letter.agencyCode)],
    ['答复期限', letter.dueOn ?? '见正文'],
  ]);
  pdf.signatureLine('经办人（签字）');
  pdf.signatureLine('核对机构（盖章）');
  if (letter.kind === 'QUERY') {
    pdf.heading('协查单位答复');
    pdf.paragraph('查询结果（有记录请附明细；查无记录请注明）：');
    pdf.signatureLine('协查单位（盖章）');
  }
  pdf.qr(letter.no, '回函时请附本页');
  pdf.pageNumbers();
  yield await pdf.end();
}
