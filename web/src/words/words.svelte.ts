// The language and the light of the page. Both are kept in this browser and follow its own settings until somebody chooses.
import type { Refused } from '../api/client';
import type { Dictionary } from './dictionary';
import { en } from './en';
import { ko } from './ko';

export type Language = 'ko' | 'en';
const KNOWN: Record<Language, Dictionary> = { ko, en };

function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing asks again next time
  }
}

class Look {
  language = $state<Language>(
    kept('language') === 'en' || (kept('language') === null && !navigator.language.startsWith('ko')) ? 'en' : 'ko',
  );
  theme = $state<'light' | 'dark'>(
    kept('theme') === 'light' || (kept('theme') === null && matchMedia('(prefers-color-scheme: light)').matches) ? 'light' : 'dark',
  );
  words = $derived(KNOWN[this.language]);

  constructor() {
    this.#show();
  }

  turnLanguage(): void {
    this.language = this.language === 'ko' ? 'en' : 'ko';
    keep('language', this.language);
    this.#show();
  }

  turnTheme(): void {
    this.theme = this.theme === 'light' ? 'dark' : 'light';
    keep('theme', this.theme);
    this.#show();
  }

  /** At once, before anything that reads colours is drawn again. */
  #show(): void {
    document.documentElement.lang = this.language;
    document.documentElement.dataset['theme'] = this.theme;
  }

  /** A refusal in the language of the page. */
  said(why: unknown): string {
    const told = why as Partial<Refused>;
    return told[this.language] ?? String(why);
  }

  day(ms: number): string {
    return new Intl.DateTimeFormat(this.language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(ms);
  }
}

export const look = new Look();
