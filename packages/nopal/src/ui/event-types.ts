/**
 * What an event handler gets. Handlers run on the server, so an event is a small, frozen piece of plain data that the
 * browser sent; there is no DOM node behind it. What the browser is to prevent, stop, delay or leave out is said
 * beforehand, by {@link on}.
 */

/** The element that an event was raised on, as data. */
export interface PageEventTarget {
  /** Name of the element in lower case, `'button'`. */
  readonly tag: string;
  /** Its `id` attribute; `''` when it has none. */
  readonly id: string;
  /** Its `name` attribute; `''` when it has none. */
  readonly name: string;
  /**
   * What it holds now; of a `<select multiple>` the first chosen option. Absent on elements without a value, and on a
   * password that is not being edited.
   */
  readonly value?: string;
  /** The values of all chosen options of a `<select multiple>`; absent on everything else. */
  readonly values?: readonly string[];
  /** Whether it is ticked now; absent on everything but checkboxes and radio buttons. */
  readonly checked?: boolean;
}

/** A form field that an input event was raised on. */
export interface FieldTarget extends PageEventTarget {
  readonly value: string;
}

/** The fields of a form by name, as it would send them; several of one name are a list. Files are not among them. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * An event of the page. Every handler gets at least this; keys, pointers, fields, forms and custom events add what they
 * know.
 *
 * Events that come in streams (`mousemove`, `pointermove`, `touchmove`, `drag`, `dragover`, `scroll`, `wheel`,
 * `resize`, `timeupdate`) are told at most every 100 ms, the last one always; {@link on} sets another pace.
 *
 * @example
 * ```tsx
 * <video onEnded={(event) => finished(event.target.id)} />
 * ```
 */
export interface PageEvent<Target extends PageEventTarget = PageEventTarget> {
  /** The DOM's name of the event, `'click'`: in lower case, but for custom events, which are called as they are. */
  readonly type: string;
  /** The innermost element that the event was raised on: on a click on an icon in a button, the icon. */
  readonly target: Target;
  /** The same as `target.value`. */
  readonly value?: string;
  /**
   * The same for every delivery of one user action, and different for any two actions. Hand it to whatever must not
   * happen twice (a payment, an order).
   */
  readonly idempotencyKey: string;
}

/** The modifier keys that were down. */
export interface ModifierKeys {
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * A click, or another event of the mouse, pen, wheel or drag. Positions are not sent: they mean little on a server.
 * Moves, wheel and drags are told every 100 ms, see {@link PageEvent}.
 */
export interface PointerPageEvent<Target extends PageEventTarget = PageEventTarget>
  extends PageEvent<Target>, ModifierKeys {
  /** 0 main, 1 middle, 2 secondary, 3 back, 4 forward; -1 for a move without a change of buttons. */
  readonly button: number;
}

/**
 * A key going down or up.
 *
 * @example
 * ```tsx
 * <input onKeyDown={(event) => { if (event.key === 'Enter' && !event.shiftKey) send(event.target.value ?? ''); }} />
 * ```
 */
export interface KeyPageEvent<Target extends PageEventTarget = PageEventTarget>
  extends PageEvent<Target>, ModifierKeys {
  /** What the key means in the user's layout, `'a'`, `'Enter'`, `'ArrowUp'`. */
  readonly key: string;
  /** The place of the key on the keyboard, whatever the layout, `'KeyQ'`. */
  readonly code: string;
  /** Whether the key is held down and repeats. */
  readonly repeat: boolean;
}

/**
 * The user changed a field. `onInput` is told with every character, `onChange` when the field is left.
 *
 * @example
 * ```tsx
 * <input onInput={on((event) => search(event.value), { debounce: 300 })} />
 * ```
 */
export interface InputPageEvent<Target extends FieldTarget = FieldTarget> extends PageEvent<Target> {
  /** What the field holds now; of a `<select multiple>` the first chosen option (`target.values` has all). */
  readonly value: string;
  /** All fields of the form; there when it is the `<form>` that listens. */
  readonly data?: FormFields;
}

/**
 * A form was submitted or reset.
 *
 * @example
 * ```tsx
 * <form onSubmit={(event) => save(event.data['title'])}><input name="title" /></form>
 * ```
 */
export interface FormPageEvent<Target extends PageEventTarget = PageEventTarget> extends PageEvent<Target> {
  /** The fields by name; several of one name are a list. The pressed button is among them if it has a name. */
  readonly data: FormFields;
  /** The button that submitted it; `null` when there was none (Enter in a field, or a reset). */
  readonly submitter: PageEventTarget | null;
}

/**
 * An event that is listened to by its exact name (`on:name`): one that a custom element or a script of yours dispatches.
 *
 * @example
 * ```tsx
 * <my-chart on:point-chosen={(event) => choose(pointOf.parse(event.detail))} />
 * ```
 */
export interface CustomPageEvent<Target extends PageEventTarget = PageEventTarget> extends PageEvent<Target> {
  /**
   * The `detail` of a `CustomEvent` as JSON: `null` if it had none, `undefined` for other events and for what is
   * nested deeper than 32 levels. It comes from a browser: check it before you use it.
   */
  readonly detail?: unknown;
}

/**
 * A handler of an event. A promise that it returns is awaited before the viewer's next handler runs; any other
 * result is ignored, so that `() => list.push(item)` needs no braces.
 */
export type PageEventHandler<Event extends PageEvent = PageEvent> = (event: Event) => unknown;

type PointerProp =
  | 'onAuxClick'
  | 'onClick'
  | 'onContextMenu'
  | 'onDoubleClick'
  | 'onDrop'
  | 'onGotPointerCapture'
  | 'onLostPointerCapture'
  | 'onWheel'
  | `onDrag${string}`
  | `onMouse${string}`
  | `onPointer${string}`;

/** The event that the handler in a prop gets, told by the prop's name: `EventOf<'onKeyDown'>` is {@link KeyPageEvent}. */
export type EventOf<Prop extends string> = Prop extends PointerProp
  ? PointerPageEvent
  : Prop extends `onKey${string}`
    ? KeyPageEvent
    : Prop extends 'onBeforeInput' | 'onChange' | 'onInput'
      ? InputPageEvent
      : Prop extends 'onReset' | 'onSubmit'
        ? FormPageEvent
        : Prop extends `on:${string}`
          ? CustomPageEvent
          : PageEvent;
