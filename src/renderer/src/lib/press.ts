/** Further apart than this, in px, a pointer's going down and up are no click. */
const NEAR = 8;
/** So soon after a pointer went up, in ms, a click is that pointer's. */
const SOON = 500;

/**
 * Tells what was clicked in a list that changes all the time. Between the going down and up of a pointer rows move, are
 * made anew or go, and the browser's click then belongs to another row, or does not come at all: what counts is where
 * the press began.
 */
export class Press<Target> {
  #pressed: { target: Target; x: number; y: number } | null = null;
  #wentUp = -Infinity;

  /** To be called when a pointer goes down on something. */
  down(target: Target, { clientX: x, clientY: y, button }: PointerEvent): void {
    this.#pressed = button === 0 ? { target, x, y } : null;
  }

  /** What was pressed, when the pointer goes up again; null where it went elsewhere meanwhile. */
  up({ clientX, clientY, timeStamp }: PointerEvent): Target | null {
    const pressed = this.#pressed;
    this.#pressed = null;
    if (!pressed) return null;
    this.#wentUp = timeStamp;
    return Math.hypot(clientX - pressed.x, clientY - pressed.y) <= NEAR ? pressed.target : null;
  }

  /** What is clicked without a pointer, as screen readers do; null where a pointer was told of before. */
  click(under: Target, { timeStamp }: MouseEvent): Target | null {
    return timeStamp - this.#wentUp < SOON ? null : under;
  }
}
