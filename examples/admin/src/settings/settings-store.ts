import path from 'node:path';
import { JsonFile } from '../lib/json-file.ts';
import { defaultSettings, type Settings, settingsSchema } from './settings.ts';

/** The settings, on disk and at hand. */
export class SettingsStore {
  #current = defaultSettings;
  #file: JsonFile<Settings> | undefined;
  #changed: (settings: Settings) => void = () => undefined;

  /** Reads them. @param changed told about them now, and whenever they were saved. */
  async open(folder: string, changed: (settings: Settings) => void): Promise<void> {
    this.#file = new JsonFile(path.join(folder, 'settings.json'), settingsSchema);
    this.#changed = changed;
    this.#current = (await this.#file.read()) ?? defaultSettings;
    changed(this.#current);
  }

  get current(): Settings {
    return this.#current;
  }

  /** Saves them, and only then uses them. */
  async save(settings: Settings): Promise<void> {
    if (this.#file === undefined) throw new Error('Call open() first: it says where settings are kept.');
    await this.#file.write(settings);
    this.#current = settings;
    this.#changed(settings);
  }
}

/** The one that the page and the services share. */
export const settings = new SettingsStore();
