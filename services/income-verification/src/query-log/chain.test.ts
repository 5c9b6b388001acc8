import { expect, test } from 'vitest';
import { type ChainedLine, chainText } from './chain.ts';

const line: ChainedLine = {
  ...{ seq: 7, txid: 9, at: new Date('2014-04-28T01:00:00Z'), businessAt: null },
  ...{ personHash: Buffer.from('ab', 'hex'), listed: null, listFilter: null },
};

test('a line of a person is chained by the text that it had before there were lists', () => {
  expect(chainText(line)).toBe(
    '{"at":"2014-04-28T01:00:00.000Z","businessAt":null,"personHash":"ab","seq":7,"txid":9}',
  );
});

test('of a list count and filter are under the hash as well', () => {
  const list = { ...line, personHash: null, listed: 3, listFilter: 'state=CANCELLED' };
  const text = chainText(list);
  expect(text).toContain('"listFilter":"state=CANCELLED","listed":3,"personHash":null');
  expect(chainText({ ...list, listed: 4 })).not.toBe(text);
});
