import { listen } from './events.ts';

/** What the user changes too is a property; its attribute only says what the server last set. */
const FLAGS = /^(?:checked|selected|muted)$/;
const CONTENTS = /^(?:innerHTML|textContent)$/;

/** Sets an attribute as the server means it; `null` removes it. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  const field = element as unknown as Record<string, unknown>;
  if (CONTENTS.test(name)) {
    if (field[name] !== value) field[name] = value ?? '';
    return;
  }
  if (FLAGS.test(name) && name in element) field[name] = value !== null;
  if (name === 'value' && name in element) {
    if (field['value'] !== value) field['value'] = value ?? '';
    if (element.localName === 'textarea') {
      field['defaultValue'] = value ?? '';
      return;
    }
  }
  if (value === null) element.removeAttribute(name);
  else if (name.startsWith('xlink:')) element.setAttributeNS('http://www.w3.org/1999/xlink', name, value);
  else element.setAttribute(name, value);
  if (name === 'data-nopal' && value !== null) listen(value);
}
