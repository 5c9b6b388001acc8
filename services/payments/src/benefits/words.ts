const states: Readonly<Record<string, string>> = {
  OWED: '待发放',
  FILED: '已提交银行',
  SETTLED: '已到账',
  FAILED: '银行退回，待重新发放',
  HELD: '暂缓发放，正在核实',
  RECOVERED: '已抵扣或退回',
  CANCELLED: '已取消',
};
const bureaux: Readonly<Record<string, string>> = { 'social-assistance': '社会救助' };

/** The state of a month as a citizen reads it; throws for a state without words. */
export function stateInWords(state: string): string {
  const words = states[state];
  if (words === undefined) throw new Error(`state ${state} has no words`);
  return words;
}

/** The bureau as a citizen reads it. */
export function bureauInWords(bureau: string): string {
  return bureaux[bureau] ?? bureau;
}
