import type { Data } from './data.ts';
import type { FormFields } from './event-types.ts';
import { kindByName, type FieldKind, type FieldKinds } from './form-kinds.ts';

/** How deep a field's name may lead. */
const MAX_PARTS = 32;

type Node = Map<string, Node | FormLeaf>;
type FormLeaf = string | number | boolean | readonly string[];
type ReadText = (field: FormFields[string], kind: FieldKind) => FormLeaf | undefined;

/**
 * Makes values of what a form sent: each as its field's kind says, and in objects and lists as their names say, so that
 * `address.city` and `items.0.title` are where a schema looks for them. Whatever a browser sent, this never throws.
 */
export function readFormValues(data: FormFields, kinds: FieldKinds): Record<string, Data> {
  return collect(data, kinds, (field, kind) => (kind === 'number' ? readNumber(field) : field));
}

/** What is put back into the form, as it was typed: all but the secrets. */
export function typedValues(data: FormFields, kinds: FieldKinds): Record<string, Data> {
  return collect(data, kinds, (field, kind) => (kind === 'secret' ? undefined : field));
}

function collect(data: FormFields, kinds: FieldKinds, read: ReadText): Record<string, Data> {
  const fields = Object.entries(data).map(([name, field]): readonly [string, FormLeaf | undefined] => {
    const kind = kinds.get(name) ?? kindByName(name);
    return [name, kind === 'flag' ? true : kind === 'list' ? [field].flat() : read(field, kind)];
  });
  // Of these a form sends nothing while nothing is chosen.
  for (const [name, kind] of kinds) {
    const isSilent = kind === 'flag' || kind === 'list';
    if (isSilent && !Object.hasOwn(data, name)) fields.push([name, kind === 'list' ? [] : false]);
  }
  const root: Node = new Map();
  // `a` before `a.b`, so that the outcome does not depend on their order in the form.
  for (const [name, value] of fields.toSorted(([a], [b]) => partsOf(a).length - partsOf(b).length)) {
    if (value !== undefined) put(root, name, value);
  }
  return toObject(root);
}

/** The value of a field, by its name. */
export function valueAt(values: unknown, name: string): unknown {
  if (typeof values !== 'object' || values === null) return undefined;
  if (Object.hasOwn(values, name)) return (values as Readonly<Record<string, unknown>>)[name];
  return partsOf(name).reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Readonly<Record<string, unknown>>)[part]
        : undefined,
    values,
  );
}

/** A number; nothing for an empty field; the text for what is none, which a schema then complains of. */
function readNumber(text: FormFields[string]): FormLeaf | undefined {
  if (typeof text !== 'string') return text;
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function partsOf(name: string): readonly string[] {
  const parts = name.split('.', MAX_PARTS + 1);
  return parts.length > MAX_PARTS || parts.includes('') ? [name] : parts;
}

function put(root: Node, name: string, value: FormLeaf): void {
  const parts = partsOf(name);
  // Data cannot carry this name.
  if (parts.includes('__proto__')) return;
  let node = root;
  for (const part of parts.slice(0, -1)) {
    const inner = node.get(part) ?? new Map<string, Node | FormLeaf>();
    // There is a field `a` as well as `a.b`: this one is known by its whole name.
    if (!(inner instanceof Map)) return void root.set(name, value);
    node.set(part, inner);
    node = inner;
  }
  node.set(parts.at(-1) as string, value);
}

function toObject(node: Node): Record<string, Data> {
  return Object.fromEntries([...node].map(([name, value]) => [name, toData(value)]));
}

function toData(value: Node | FormLeaf): Data {
  if (!(value instanceof Map)) return value;
  // `items.0`, `items.1`, …: a list, if none is missing.
  const isList = [...value.keys()].every((name) => /^(?:0|[1-9]\d*)$/.test(name) && Number(name) < value.size);
  if (!isList) return toObject(value);
  const list: Data[] = Array.from({ length: value.size }, () => null);
  for (const [name, item] of value) list[Number(name)] = toData(item);
  return list;
}
