/** The text of a PDF as a reader program extracts it: one string an item, page by page. */
export async function pdfText(bytes: Uint8Array): Promise<string[]> {
  // Loaded by the few tests that read a PDF.
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false });
  const document = await loading.promise;
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    for (const item of items) if ('str' in item && item.str.trim() !== '') texts.push(item.str);
  }
  await loading.destroy();
  return texts;
}
