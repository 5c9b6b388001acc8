export { mayJudge, type ScreenedRun, screen, standingCodes, tellHeld, tellLine } from './commands.ts';
export { takeNoticeTurn } from './turns.ts';
