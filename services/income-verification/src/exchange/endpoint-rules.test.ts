import { describe, expect, test } from 'vitest';
import { decideAddress, isPrivateAddress, liveEndpoints } from './endpoint-rules.ts';

const terms = { hosts: ['gov.cn', 'exchange.example'], privateAllowed: false };

describe('which address may be called', () => {
  test.each([
    ['https://fgj.jinan.gov.cn/spdci', 'https://fgj.jinan.gov.cn/spdci'],
    ['https://fgj.jinan.gov.cn:8443/spdci//', 'https://fgj.jinan.gov.cn:8443/spdci'],
    ['https://EXCHANGE.example/', 'https://exchange.example'],
  ])('%s', (text, url) => {
    expect(decideAddress(text, terms)).toEqual({ ok: true, url });
  });

  test.each([
    ['no address', 'fgj', 'ENDPOINT_ADDRESS_INVALID'],
    ['no https', 'http://fgj.jinan.gov.cn/', 'ENDPOINT_ADDRESS_INVALID'],
    ['another protocol', 'ftp://fgj.jinan.gov.cn/', 'ENDPOINT_ADDRESS_INVALID'],
    ['an account in it', 'https://user:word@fgj.jinan.gov.cn/', 'ENDPOINT_ADDRESS_INVALID'],
    ['a query in it', 'https://fgj.jinan.gov.cn/?to=x', 'ENDPOINT_ADDRESS_INVALID'],
    ['a host that only ends alike', 'https://notgov.cn/', 'ENDPOINT_HOST_NOT_LISTED'],
    ['a host that only begins alike', 'https://gov.cn.elsewhere.example/', 'ENDPOINT_HOST_NOT_LISTED'],
    ['a public number', 'https://8.8.8.8/', 'ENDPOINT_HOST_NOT_LISTED'],
    ['this machine', 'https://localhost/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['this machine by number', 'https://127.0.0.1/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['this machine by an odd number', 'https://0x7f.1/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['this machine in IPv6', 'https://[::1]/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['this machine behind IPv6', 'https://[::ffff:127.0.0.1]/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['a private network', 'https://192.168.1.4/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['the address of a cloud’s secrets', 'https://169.254.169.254/', 'ENDPOINT_ADDRESS_PRIVATE'],
    ['a name without a dot', 'https://redis/', 'ENDPOINT_ADDRESS_PRIVATE'],
  ])('%s: %s is %s', (_, text, code) => {
    expect(decideAddress(text, terms)).toEqual({ ok: false, code });
  });

  test('a setting admits this machine for tests, and no other host for it', () => {
    const tests = { ...terms, privateAllowed: true };
    expect(decideAddress('http://127.0.0.1:8099/', tests)).toEqual({ ok: true, url: 'http://127.0.0.1:8099' });
    expect(decideAddress('file://localhost/etc', tests)).toMatchObject({ ok: false });
    expect(decideAddress('https://elsewhere.example/', tests)).toMatchObject({ code: 'ENDPOINT_HOST_NOT_LISTED' });
  });

  test.each([
    '10.1.2.3',
    '100.64.0.1',
    '172.16.0.1',
    '172.31.9.9',
    '198.18.0.1',
    '224.0.0.1',
    '0.0.0.0',
    'fc00::1',
    'fe80::1',
    '::',
  ])('%s lies in no public network', (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(['100.63.0.1', '100.128.0.1', '172.15.0.1', '172.32.0.1', '2400:3200::1', '223.5.5.5'])(
    '%s is public',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});

test('what counts on a day: approved, begun, not over; the newest first', () => {
  const one = { status: 'IN_FORCE', validFrom: '2014-01-01', validTo: '2014-04-28' };
  const next = { status: 'IN_FORCE', validFrom: '2014-04-28', validTo: null };
  const others = [
    { ...next, status: 'PROPOSED' },
    { ...next, status: 'ENDED' },
  ];
  expect(liveEndpoints([one, next, ...others], '2014-04-27')).toEqual([one]);
  expect(liveEndpoints([one, next, ...others], '2014-04-28')).toEqual([next, one]);
  expect(liveEndpoints([one, next, ...others], '2014-04-29')).toEqual([next]);
});
