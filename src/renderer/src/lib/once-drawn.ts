/** A window that cannot be seen draws nothing, and is not waited for any longer than this, in ms. */
const LIMIT = 1000;

/** Calls `action` once the page has been drawn for the first time; returns how to prevent that. */
export function onceDrawn(action: () => void): () => void {
  const cancel = (): void => {
    paint.disconnect();
    clearTimeout(timer);
  };
  const act = (): void => {
    cancel();
    action();
  };
  const timer = setTimeout(act, LIMIT);
  const paint = new PerformanceObserver(act);
  paint.observe({ type: 'paint', buffered: true });
  return cancel;
}
