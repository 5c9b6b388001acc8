import type { SpdciHeader } from '@mz/contracts';
import { describe, expect, test } from 'vitest';
import { ackError, decideEnvelope, type EnvelopeFacts, headerReason, platformId } from './envelope.ts';

const header: SpdciHeader = {
  ...{ version: '1.0.0', message_id: 'm1', message_ts: '2014-04-28T09:00:00+08:00', action: 'search' },
  ...{ sender_id: 'HOUSING', receiver_id: platformId, total_count: 2 },
};
const facts: EnvelopeFacts = {
  ...{ senderId: 'HOUSING', callbackUrl: 'https://housing.example/spdci', action: 'search', count: 2, itemsMax: 100 },
  ...{ now: new Date('2014-04-28T01:00:00Z'), windowSeconds: 300 },
};

describe('whether a message is looked at (SPDCI 1.0.0, Error and MsgHeaderStatusReasonCode)', () => {
  test.each([
    ['as agreed', {}, {}, undefined],
    ['without a version: 1.0.0 is meant', { version: undefined }, {}, undefined],
    ['of another version', { version: '2.0.0' }, {}, 'err.version.not_supported'],
    ['in another’s name', { sender_id: 'EDUCATION' }, {}, 'err.sender_id.invalid'],
    ['to somebody else', { receiver_id: 'civil.example' }, {}, 'err.receiver_id.invalid'],
    ['that names an unregistered address', { sender_uri: 'https://elsewhere.example/' }, {}, 'err.sender_uri.invalid'],
    [
      'that names an address beginning alike',
      { sender_uri: 'https://housing.example/spdci.evil' },
      {},
      'err.sender_uri.invalid',
    ],
    [
      'that names a path below the registered one',
      { sender_uri: 'https://housing.example/spdci/registry' },
      {},
      undefined,
    ],
    ['with another action', { action: 'subscribe' }, {}, 'rjct.action.invalid'],
    ['300 seconds old', { message_ts: '2014-04-28T08:55:00+08:00' }, {}, undefined],
    ['301 seconds old', { message_ts: '2014-04-28T08:54:59+08:00' }, {}, 'rjct.message_ts.invalid'],
    ['301 seconds ahead', { message_ts: '2014-04-28T09:05:01+08:00' }, {}, 'rjct.message_ts.invalid'],
    ['of no moment', { message_ts: 'yesterday' }, {}, 'rjct.message_ts.invalid'],
    ['with another count than items', { total_count: 3 }, {}, 'rjct.total_count.invalid'],
    ['with 100 items', { total_count: 100 }, { count: 100 }, undefined],
    ['with 101 items', { total_count: 101 }, { count: 101 }, 'rjct.total_count.limit_exceeded'],
  ])('a message %s', (_name, change, given, expected) => {
    expect(decideEnvelope({ ...header, ...change } as SpdciHeader, { ...facts, ...given })).toBe(expected);
  });

  test('a partner without a registered address names none', () => {
    const named = { ...header, sender_uri: 'https://housing.example/spdci' };
    expect(decideEnvelope(named, { ...facts, callbackUrl: undefined })).toBe('err.sender_uri.invalid');
    expect(decideEnvelope({ ...header, sender_uri: '' }, { ...facts, callbackUrl: undefined })).toBeUndefined();
  });
});

test('each code stands where the standard’s closed lists have a place for it', () => {
  expect(ackError('err.sender_id.invalid')).toEqual({
    code: 'err.sender_id.invalid',
    message: 'err.sender_id.invalid',
  });
  expect(ackError('rjct.total_count.invalid')).toEqual({
    code: 'err.request.bad',
    message: 'rjct.total_count.invalid',
  });
  expect(headerReason('err.version.not_supported').status_reason_code).toBe('rjct.version.invalid');
  expect(headerReason('rjct.message_ts.invalid').status_reason_code).toBe('rjct.message_ts.invalid');
  expect(headerReason('err.encryption.invalid')).toEqual({ status_reason_message: 'err.encryption.invalid' });
});
