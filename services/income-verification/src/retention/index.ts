import type { AppKit } from '../app-kit.ts';
import { deleteAnswers } from './delete.ts';

/** Raw answers are deleted after their terms (income-verification.md §9). */
export function registerRetention(kit: AppKit): void {
  kit.schedule({
    name: 'answers.delete',
    every: { dailyAt: '02:30' },
    run: (ctx) => deleteAnswers(kit, ctx),
  });
}
