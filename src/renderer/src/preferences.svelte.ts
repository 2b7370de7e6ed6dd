/** What the window looks like, as the user wants it. */
export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

const STORED_AS = 'theme';

/** What the user chose for this window; it is kept over restarts and takes effect at once. */
export class Preferences {
  #theme = $state<Theme>(THEMES.find((theme) => theme === localStorage.getItem(STORED_AS)) ?? 'system');

  constructor() {
    this.#apply();
  }

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    localStorage.setItem(STORED_AS, theme);
    this.#apply();
  }

  #apply(): void {
    const root = document.documentElement;
    if (this.#theme === 'system') root.removeAttribute('data-theme');
    else root.dataset['theme'] = this.#theme;
  }
}
