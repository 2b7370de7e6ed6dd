/** Keys pressed together, as in `Mod+K`, `Alt+ArrowLeft` or `?`. `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
export type Chord = string;

const NAMES: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' };

/** Whether a key press is this chord. */
export function isChord(event: KeyboardEvent, chord: Chord, mac: boolean): boolean {
  const parts = chord.split('+');
  const key = parts.at(-1) ?? '';
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === parts.includes('Mod') &&
    event.altKey === parts.includes('Alt') &&
    !other
  );
}

/** How a chord is written on the keys. */
export function chordKeys(chord: Chord, mac: boolean): string[] {
  return chord.split('+').map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Alt') return mac ? '⌥' : 'Alt';
    return NAMES[part] ?? part.toUpperCase();
  });
}

/** A text that is written, and what lies over the page: letters find an entry of an open list. */
const TAKES_KEYS = [
  'input, textarea, select, [contenteditable]',
  '[role="dialog"], [role="menu"], [role="combobox"][aria-expanded="true"]',
].join();

/** Whether keys are for what has the focus, and no shortcuts. */
export function takesKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TAKES_KEYS) !== null;
}
