import { send } from './http.ts';
import type { World } from './world.ts';

/** Moves the business clock of every service and waits until nothing is under way anywhere. */
export function createTime(world: World): {
  moveTo(day: string, time?: string): Promise<void>;
  settle(): Promise<void>;
} {
  let now = '2014-04-28T09:00:00+08:00';

  async function moveAll(): Promise<number> {
    let ran = 0;
    for (const [name, base] of Object.entries(world.services)) {
      const answer = await send(`${base}/internal/clock`, 'POST', { 'content-type': 'application/json' }, { to: now });
      if (answer.status !== 200) throw new Error(`The clock of ${name} did not move: ${answer.text}`);
      ran += Number(answer.body.ran);
    }
    return ran;
  }

  /** A job of one service may send another one work, so rounds go on until a whole round found nothing to do. */
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) quiet = (await moveAll()) === 0 ? quiet + 1 : 0;
  }

  return {
    settle,
    async moveTo(day, time = '09:00') {
      now = `${day}T${time}:00+08:00`;
      await settle();
    },
  };
}
