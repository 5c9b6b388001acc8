import { pdfText } from '@mz/testing';
import decodeQr from 'qr/decode.js';
import { describe, expect, test } from 'vitest';
import { createPdf } from './index.ts';
import { qrModules, runsOf } from './qr.ts';

const head = { title: '家庭经济状况核对报告', author: '民政核对中心', createdOn: '2014-05-13' };

function aPaper(rows: readonly (readonly string[])[] = [['工资', '10800.00']]) {
  const pdf = createPdf(head);
  pdf.heading('一、核对结论');
  pdf.paragraph('本报告只陈述事实，不作资格认定。');
  pdf.fields([['报告编号', '37010220140513000001']]);
  pdf.table({
    columns: [
      { title: '项目', width: 2 },
      { title: '金额', align: 'right' },
    ],
    rows,
  });
  pdf.qr('https://mz.example/v1/public/reports/verify?no=37010220140513000001', '扫码验证');
  pdf.signatureLine('复核人');
  pdf.pageNumbers();
  return pdf;
}

describe('a paper', () => {
  test('its Chinese text extracts as text, whole and in order', async () => {
    const texts = await pdfText(await aPaper().end());
    expect(texts).toEqual([
      ...['家庭经济状况核对报告', '一、核对结论', '本报告只陈述事实，不作资格认定。', '报告编号'],
      ...['37010220140513000001', '项目', '金额', '工资', '10800.00', '扫码验证', '复核人：', '日期：'],
      '第 1 页 共 1 页',
    ]);
  });

  test('equal calls give equal bytes, another day gives others', async () => {
    const first = await aPaper().end();
    expect((await aPaper().end()).equals(first)).toBe(true);
    const later = createPdf({ ...head, createdOn: '2014-05-14' });
    const same = createPdf(head);
    expect((await later.end()).equals(await same.end())).toBe(false);
  });

  test('a table of 200 rows repeats its head on each page, and no row is lost', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [`第${index}项`, String(index)]);
    const texts = await pdfText(await aPaper(rows).end());
    const pages = texts.filter((text) => /^第 \d+ 页/.test(text)).length;
    expect(pages).toBeGreaterThan(3);
    expect(texts.filter((text) => text === '项目')).toHaveLength(pages);
    for (const [name] of rows) expect(texts).toContain(name);
  });

  test('a table without rows says so; a long number is written smaller, never cut', async () => {
    expect(await pdfText(await aPaper([]).end())).toContain('无');
    const long = 'A'.repeat(120);
    expect(await pdfText(await aPaper([['编号', long]]).end())).toContain(long);
  });
});

describe('a QR code', () => {
  test('its modules decode to the text, and its runs are its modules', () => {
    const text = 'https://mz.example/v1/public/reports/verify?no=1&code=2';
    const modules = qrModules(text);
    const drawn = modules.map((row) => row.map(() => false));
    for (const { row, from, length } of runsOf(modules)) drawn[row]?.fill(true, from, from + length);
    expect(drawn).toEqual(modules);
    expect(decodeQr(imageOf(modules))).toBe(text);
  });
});

/** Modules as a picture of 4 × 4 pixels each. */
function imageOf(modules: readonly (readonly boolean[])[]) {
  const scale = 4;
  const side = modules.length * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [y, row] of modules.entries())
    for (const [x, dark] of row.entries()) if (dark) paint(data, { side, scale, x, y });
  return { width: side, height: side, data };
}

function paint(data: Uint8Array, { side, scale, x, y }: { side: number; scale: number; x: number; y: number }): void {
  for (let pixel = 0; pixel < scale * scale; pixel += 1) {
    const at = ((y * scale + Math.floor(pixel / scale)) * side + x * scale + (pixel % scale)) * 4;
    data.fill(0, at, at + 3);
  }
}
