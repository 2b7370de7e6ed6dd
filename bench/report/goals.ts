import type { Goal, Result } from '../figure';

/** True where a result has reached its goal. */
export function isReached(result: Result): boolean {
  const value = valueOf(result);
  return 'atLeast' in result.goal ? value >= result.goal.atLeast : value <= result.goal.atMost;
}

/** A goal in words: `≥ 0.85 ×`, `≤ control + 3 ms`, `≤ 10 ms`. */
export function goalText({ goal, unit }: Pick<Result, 'goal' | 'unit'>): string {
  const sign = 'atLeast' in goal ? '≥' : '≤';
  const bound = boundOf(goal);
  if (goal.of === 'ratio') return `${sign} ${bound} ×`;
  return goal.of === 'difference' ? `${sign} control + ${bound} ${unit}` : `${sign} ${bound} ${unit}`;
}

function valueOf({ goal, subject, control, ratio }: Result): number {
  if (goal.of === 'ratio') return ratio;
  return goal.of === 'difference' ? subject - control : subject;
}

function boundOf(goal: Goal): number {
  return 'atLeast' in goal ? goal.atLeast : goal.atMost;
}
