import { expect, test } from 'vitest';
import { bodyFor } from './graph-mutations.ts';

const schema = {
  required: ['limit', 'members'],
  properties: {
    limit: {},
    note: {},
    members: { items: { required: ['until'], properties: { until: {}, name: {} } } },
  },
};

test('what the graph hands over as null is left out of the body, but for what may not be left out', () => {
  const input = {
    limit: null,
    note: null,
    members: [
      { until: null, name: null },
      { until: '2014-05-01', name: 'x' },
    ],
  };
  expect(bodyFor(schema, input)).toEqual({
    limit: null,
    members: [{ until: null }, { until: '2014-05-01', name: 'x' }],
  });
  expect(bodyFor(schema, { members: [], limit: 7, note: undefined })).toEqual({ members: [], limit: 7 });
});
