import { Worker } from 'node:worker_threads';
import { buffersOf } from './buffers.ts';
import { buildSegment } from './build-segment.ts';
import type { Segment, UnsortedSegment } from './segment.ts';

/** So many names are sorted in the time in which a thread begins. */
const fewNames = 2_000;

/**
 * Sorts a segment, where there are many names in a thread of its own, so that the process answers meanwhile. The arrays go
 * there and come back without being copied.
 */
export async function buildApart(unsorted: UnsortedSegment): Promise<Segment> {
  if (unsorted.nameDocuments.length <= fewNames) return buildSegment(unsorted);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { execArgv: [] });
  // A service that ends is not held up.
  worker.unref();
  const { promise, resolve, reject } = Promise.withResolvers<Segment>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the thread that sorts names ended with ${code}`)));
  worker.postMessage(unsorted, buffersOf(unsorted));
  return promise;
}
