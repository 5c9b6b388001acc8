/** Starts what the tests need once per run. Replaced when dev-stack stands. */
export function setup(): void {}
