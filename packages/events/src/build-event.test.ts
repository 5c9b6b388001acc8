import { caseClosed, personDied } from '@mz/contracts';
import { expect, test } from 'vitest';
import { buildEvent, producerOf } from './build-event.ts';

const parts = {
  id: '0d8a1c5e-6a55-4d8c-9d52-0f3f0a1f3c11',
  service: 'people',
  subject: 'person-1',
  divisionCode: '370102000000',
  aggregateVersion: 4,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  at: new Date('2026-03-02T01:00:00Z'),
  data: { personId: 'person-1', noticeId: 'notice-1', deathDate: '2014-05-02', source: 'CA_FUNERAL' },
} as const;

test('the envelope is CloudEvents 1.0 with the extensions of the platform', () => {
  expect(buildEvent(personDied, parts)).toEqual({
    specversion: '1.0',
    id: parts.id,
    source: '/services/people',
    type: 'cn.gov.sd.mz.person.died.v1',
    subject: 'person-1',
    time: '2026-03-02T01:00:00.000Z',
    datacontenttype: 'application/json',
    divisioncode: '370102000000',
    traceparent: parts.traceparent,
    aggregateversion: 4,
    data: parts.data,
  });
});

test('EVENT_PRODUCER_WRONG: only people publishes person events', () => {
  expect(() => buildEvent(personDied, { ...parts, service: 'payments' })).toThrow(
    expect.objectContaining({ code: 'EVENT_PRODUCER_WRONG' }),
  );
});

test('every bureau publishes case events', () => {
  const closed = buildEvent(caseClosed, {
    ...parts,
    service: 'social-assistance',
    data: { caseId: 'social-assistance/1' },
  });
  expect(producerOf(closed)).toBe('social-assistance');
});

test.each([
  ['subject', { subject: ' ' }],
  ['divisionCode', { divisionCode: '3701' }],
  ['aggregateVersion', { aggregateVersion: 0 }],
  ['aggregateVersion', { aggregateVersion: 1.5 }],
])('EVENT_INVALID: %s', (field, fault) => {
  expect(() => buildEvent(personDied, { ...parts, ...fault })).toThrow(`${field} is not valid`);
});
