import { noteOpen } from './nodes.ts';
import { notice } from './parts.ts';

/** What the user changes too is a property; its attribute only says what the server last set. */
const FLAGS = /^(?:checked|selected|muted)$/;
const FIELDS = /^(?:input|select|textarea|option)$/;
const CONTENTS = /^(?:innerHTML|textContent)$/;

/**
 * Fields whose text is left alone, whatever their attribute becomes: what was typed is still on its way to the server.
 * Filled by the part for events.
 */
export const held = new WeakSet<Element>();

/** Sets an attribute as the server means it; `null` removes it. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  const field = element as unknown as Record<string, unknown>;
  if (CONTENTS.test(name)) {
    if (field[name] !== value) field[name] = value ?? '';
    return;
  }
  if (FLAGS.test(name) && name in element) field[name] = value !== null;
  if (name === 'value' && FIELDS.test(element.localName)) {
    // A file field refuses any value but none; what the user chose is not the server's to set.
    if (field['value'] !== value && field['type'] !== 'file' && !held.has(element)) field['value'] = value ?? '';
    if (element.localName === 'textarea') {
      field['defaultValue'] = value ?? '';
      return;
    }
  }
  if (name === 'open') noteOpen(element, value !== null);
  if (value === null) element.removeAttribute(name);
  else if (name.startsWith('xlink:')) element.setAttributeNS('http://www.w3.org/1999/xlink', name, value);
  else element.setAttribute(name, value);
  if (value !== null) notice(name, value);
}
