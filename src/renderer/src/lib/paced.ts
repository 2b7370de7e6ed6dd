/** Does something at once, and then no more often than every `interval` ms; what was asked for last is done. */
export function paced(action: () => void, interval: number): () => void {
  let resting = false;
  let asked = false;
  const rest = (): void => {
    resting = true;
    setTimeout(() => {
      resting = false;
      if (asked) ask();
    }, interval);
  };
  const ask = (): void => {
    asked = resting;
    if (resting) return;
    action();
    rest();
  };
  return ask;
}
