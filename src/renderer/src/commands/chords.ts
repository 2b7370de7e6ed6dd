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

/** Whether keys go to what has the focus: a text that is written, or something with keys of its own. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
