/** Further apart than this, in px, a pointer's going down and up are no click. */
const NEAR = 8;

/**
 * Tells what was clicked in a list that changes all the time. Between the going down and up of a pointer rows move and
 * are made anew, and the browser's click then belongs to none of them: what counts is where the press began.
 */
export class Press<Target> {
  #pressed: { target: Target; x: number; y: number } | null = null;

  down(target: Target, { clientX: x, clientY: y }: MouseEvent): void {
    this.#pressed = { target, x, y };
  }

  /** What the click is for; `under`, what is there now, where no press was seen. */
  click(under: Target, { clientX, clientY }: MouseEvent): Target {
    const pressed = this.#pressed;
    this.#pressed = null;
    const near = pressed && Math.hypot(clientX - pressed.x, clientY - pressed.y) <= NEAR;
    return near ? pressed.target : under;
  }
}
