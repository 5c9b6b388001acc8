import { acknowledgedWrites } from './acknowledged-writes.ts';
import { anyOrder } from './any-order.ts';
import { clock } from './clock.ts';
import { gracefulStop } from './graceful-stop.ts';
import { killBeforePublish } from './kill-before-publish.ts';
import { killInWork } from './kill-in-work.ts';
import { killPoints } from './kill-points.ts';
import { longOutage } from './long-outage.ts';
import { misbehaviour } from './misbehaviour.ts';
import { oneKey } from './one-key.ts';
import { overload } from './overload.ts';
import { paymentRun } from './payment-run.ts';
import { poison } from './poison.ts';
import { postgresRestart } from './postgres-restart.ts';
import type { NamedProof } from './proof.ts';
import { queueLost } from './queue-lost.ts';
import { restore } from './restore.ts';
import { twoRelays } from './two-relays.ts';

/** Every proof of `npm run prove:faults`, in the order of `all`. */
export const proofs: Readonly<Record<string, NamedProof>> = {
  'acknowledged-writes': {
    promise: 'acknowledged = once, failed = absent, unknown = at most once, whatever the ways between programs do',
    prove: acknowledgedWrites,
    runs: { long: 200, short: 2 },
  },
  'kill-before-publish': {
    promise: 'a producer killed between commit and publication loses and doubles nothing',
    prove: killBeforePublish,
  },
  'kill-points': {
    promise:
      'each service killed three times at each named moment: the end state of a run without kills, back within 10 s',
    prove: killPoints,
  },
  'kill-in-work': {
    promise: 'killed between two pages of a batch and between two bank files: each enrolment paid once, each file once',
    prove: killInWork,
  },
  'postgres-restart': {
    promise: 'PostgreSQL stopped or killed under load: 503 with Retry-After, no false success, healed within 5 s',
    prove: postgresRestart,
  },
  'two-relays': { promise: 'two processes of a producer publish each event once', prove: twoRelays },
  'queue-lost': {
    promise: 'what the queue loses is published again, effects once; commands go on while it is away',
    prove: queueLost,
  },
  'one-key': { promise: '64 posts at once with one key have one effect and one answer', prove: oneKey },
  'payment-run': {
    promise: 'a payment run killed at random points with two runners pays each enrolment once, to the fen',
    prove: paymentRun,
  },
  'any-order': { promise: 'each event three times in random order has the effects of once in order', prove: anyOrder },
  poison: { promise: 'what fails each time dies after its tries, slows nothing and is replayed', prove: poison },
  clock: { promise: 'a process whose clock is off takes no slot of a job twice', prove: clock },
  'graceful-stop': {
    promise: 'a process that is told to stop under load with a spare beside it fails no call',
    prove: gracefulStop,
  },
  overload: {
    promise: 'three times the calls it can answer: what it takes it answers soon, the rest is refused at once',
    prove: overload,
  },
  misbehaviour: {
    promise:
      'agencies misbehave in 14 ways over every transport: no wrong verdict, circuits open, the others keep their rate',
    prove: misbehaviour,
  },
  'long-outage': {
    promise: 'an agency, the queue and income-verification away for 3 days in turn: nothing is lost, each told of once',
    prove: longOutage,
  },
  restore: {
    promise:
      'a base backup and the archived log lead to any moment: all that was acknowledged before it, nothing after',
    prove: restore,
  },
};
