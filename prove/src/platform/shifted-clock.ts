import { readFileSync } from 'node:fs';

// Loaded before a service (node --import): its clock is off by the milliseconds that a file says, which may change meanwhile.
const file = process.env.CLOCK_SHIFT_FILE ?? '';
const readEveryMs = 20;
const RealDate = Date;
let shiftMs = readShift();
setInterval(() => {
  shiftMs = readShift();
}, readEveryMs).unref();

const now = (): number => RealDate.now() + shiftMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  get: (target, key, self) => (key === 'now' ? now : Reflect.get(target, key, self)),
});

function readShift(): number {
  return Number(readFileSync(file, 'utf8'));
}
