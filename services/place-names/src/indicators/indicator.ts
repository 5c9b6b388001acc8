/** One indicator of the work plan as the live rows give it (place-names.md §11); a feature answers its own. */
export interface Indicator {
  readonly code: `PN-${string}`;
  /** What was reached and what the plan asks, in `unit`: numbers as they are counted, never rounded shares. */
  readonly reached: number;
  readonly target: number;
  readonly unit: '条' | '公里' | '幅' | '项' | '集' | '县' | '件' | '毫秒';
  /** The totals are compared, not what is shown of them. */
  readonly done: boolean;
  /** The rows behind it: what counted and what did not yet. */
  readonly rows: readonly IndicatorRow[];
}

/** A row behind an indicator: a line, a map, a proposal, a county. */
export interface IndicatorRow {
  readonly id: string;
  readonly title: string;
  readonly divisionCode: string;
  readonly state: string;
  readonly counted: boolean;
  readonly amount: number;
}
