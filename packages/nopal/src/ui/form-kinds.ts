import type { ComponentInfo } from './component.ts';
import { sharedInProcess } from './global.ts';

/**
 * What a field's text stands for: itself, a number, whether it is ticked, a list, or something that is never put back
 * into a page.
 */
export type FieldKind = 'text' | 'number' | 'flag' | 'list' | 'secret';

/** How many fields of a component's form are remembered by name. */
const MAX_FIELDS = 1000;

const remembered = sharedInProcess(
  'form-kinds',
  () => new WeakMap<ComponentInfo, Map<string, Map<string, FieldKind>>>(),
);

/**
 * The kinds of a form's fields. Each render says them anew; for fields in nested components, which are not rendered
 * when the form's handler runs, they are remembered by component.
 */
export class FieldKinds {
  readonly #here = new Map<string, FieldKind>();
  readonly #elsewhere: Map<string, FieldKind>;

  /** @param form tells several forms of a component apart */
  constructor(info: ComponentInfo, form: string) {
    let forms = remembered.get(info);
    if (forms === undefined) remembered.set(info, (forms = new Map()));
    let fields = forms.get(form);
    if (fields === undefined) forms.set(form, (fields = new Map()));
    this.#elsewhere = fields;
  }

  /** Notes a field that is rendered. */
  note(name: string, kind: FieldKind): void {
    this.#here.set(name, kind);
    if (this.#elsewhere.size < MAX_FIELDS || this.#elsewhere.has(name)) this.#elsewhere.set(name, kind);
  }

  /** Whether there is such a field. */
  has(name: string): boolean {
    return this.#elsewhere.has(name);
  }

  /** What a field's text stands for. */
  of(name: string): FieldKind {
    return this.#here.get(name) ?? this.#elsewhere.get(name) ?? (looksSecret(name) ? 'secret' : 'text');
  }

  /** The fields of which a form sends nothing while nothing is chosen. */
  *silent(): Iterable<readonly [name: string, kind: 'flag' | 'list']> {
    for (const [name, kind] of new Map([...this.#elsewhere, ...this.#here])) {
      // A row of a list that nested components rendered once may be gone by now.
      const isGone = !this.#here.has(name) && /(?:^|\.)\d/.test(name);
      if ((kind === 'flag' || kind === 'list') && !isGone) yield [name, kind];
    }
  }
}

/** Whether a field is likely to be a password, whatever its type is said to be. */
export function looksSecret(name: string): boolean {
  return /passw|passphrase|passcode/i.test(name);
}
