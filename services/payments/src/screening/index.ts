export { mayJudge, type ScreenedRun, screen, standingCodes, type ToldLine, tellHeld, tellLine } from './commands.ts';
