/** What of an event the server is told. */
import { FORM_FIELD } from '../../protocol/form-field.ts';
import { collectByName } from '../../protocol/named-values.ts';
import type { Held } from './timing.ts';

const FIELDS = ['altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'button', 'key', 'code', 'repeat'];

/** Describes an event as plain data, as things are now. */
export function detailOf({ event, form: listener, target: element }: Held): Record<string, unknown> {
  const raw = event as unknown as Record<string, unknown>;
  // Whatever it is: what it does not have is left out.
  const target = element as HTMLInputElement;
  const isEdit = /^(?:before)?input$|^change$/.test(event.type);
  const detail: Record<string, unknown> = { target: describe(target, isEdit) };
  for (const name of FIELDS) if (raw[name] !== undefined) detail[name] = raw[name];
  const form = isEdit ? listener : /^(?:submit|reset)$/.test(event.type) && target;
  if (form instanceof HTMLFormElement) {
    const { submitter } = event as SubmitEvent;
    detail['data'] = formData(form, submitter);
    if (!isEdit) detail['submitter'] = submitter ? describe(submitter as HTMLInputElement, false) : null;
  }
  if (event instanceof CustomEvent) {
    const data = asData(event.detail);
    if (data !== undefined) detail['detail'] = data;
  }
  return detail;
}

function describe(element: HTMLInputElement, isEdit: boolean): Record<string, unknown> {
  const { localName, id, name, value, checked, type } = element;
  return {
    tag: localName,
    // A form's fields shadow its properties, so what is not a text is none of these.
    id: typeof id === 'string' ? id : '',
    name: typeof name === 'string' ? name : '',
    // A password is told when it is edited or submitted, not with every key and click.
    ...(typeof value === 'string' && (type !== 'password' || isEdit) && { value }),
    ...((type === 'checkbox' || type === 'radio') && { checked }),
    ...(element instanceof HTMLSelectElement &&
      element.multiple && { values: [...element.selectedOptions].map((option) => option.value) }),
  };
}

function formData(form: HTMLFormElement, submitter: HTMLElement | null = null): Record<string, string | string[]> {
  const data = collectByName(new FormData(form, submitter));
  delete data[FORM_FIELD];
  return data;
}

/** What JSON can hold of a value; nothing when it can hold none of it. */
function asData(value: unknown): unknown {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // A circle, or a bigint: the event is told without it.
    return undefined;
  }
}
