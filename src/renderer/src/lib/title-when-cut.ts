import type { Attachment } from 'svelte/attachments';

/**
 * Gives what is cut off within an element a tooltip with the whole of it, once it is pointed at: cheaper by far than a
 * title on everything that might not fit.
 */
export const titleWhenCut: Attachment<HTMLElement> = (element) => {
  const over = ({ target }: PointerEvent): void => {
    const cut = target instanceof Element ? target.closest<HTMLElement>('.cut') : null;
    if (!cut || !element.contains(cut)) return;
    if (cut.scrollWidth > cut.clientWidth) cut.title = cut.textContent.trim();
    else cut.removeAttribute('title');
  };
  // Rows are written anew for other entries: a tooltip would stay with the place.
  const out = ({ target }: PointerEvent): void => {
    if (target instanceof Element) target.closest('.cut')?.removeAttribute('title');
  };
  element.addEventListener('pointerover', over);
  element.addEventListener('pointerout', out);
  return () => {
    element.removeEventListener('pointerover', over);
    element.removeEventListener('pointerout', out);
  };
};
