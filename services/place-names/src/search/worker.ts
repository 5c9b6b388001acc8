import { parentPort } from 'node:worker_threads';
import { buffersOf } from './buffers.ts';
import { buildSegment } from './build-segment.ts';
import type { UnsortedSegment } from './segment.ts';

// Sorts one segment and ends. Parse border: only build-apart.ts starts this thread.
parentPort?.once('message', (unsorted: UnsortedSegment) => {
  const segment = buildSegment(unsorted);
  parentPort?.postMessage(segment, buffersOf(segment));
});
