/**
 * What an event handler gets. Handlers run on the server, so an event is a small, frozen piece of plain data that the
 * browser sent; there is no DOM node behind it, and nothing to prevent or stop (by then the browser has moved on).
 */

/** The element that an event was raised on, as data. */
export interface PageEventTarget {
  /** Name of the element in lower case, `'button'`. */
  readonly tag: string;
  /** Its `id` attribute; `''` when it has none. */
  readonly id: string;
  /** Its `name` attribute; `''` when it has none. */
  readonly name: string;
  /** What it holds now; absent on elements without a value. */
  readonly value?: string;
  /** Whether it is ticked now; absent on everything but checkboxes and radio buttons. */
  readonly checked?: boolean;
}

/** A form field that an input event was raised on. */
export interface FieldTarget extends PageEventTarget {
  readonly value: string;
}

/**
 * An event of the page. Every handler gets at least this; keys, pointers, fields and forms add what they know.
 *
 * @example
 * ```tsx
 * <video onEnded={(event) => finished(event.target.id)} />
 * ```
 */
export interface PageEvent<Target extends PageEventTarget = PageEventTarget> {
  /** The DOM's name of the event in lower case, `'click'`. */
  readonly type: string;
  /** The innermost element that the event was raised on: on a click on an icon in a button, the icon. */
  readonly target: Target;
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

/** A click, or another event of the mouse, pen, wheel or drag. Positions are not sent: they mean little on a server. */
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

/** The user changed a field. */
export interface InputPageEvent<Target extends FieldTarget = FieldTarget> extends PageEvent<Target> {
  /** What the field holds now; of a `<select multiple>` the first chosen option (a form's `data` has all). */
  readonly value: string;
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
  /** The fields by name, as the form would send them; several of one name are an array. Files are not among them. */
  readonly data: Readonly<Record<string, string | readonly string[]>>;
  /** The button that submitted it; `null` when there was none (Enter in a field, or a reset). */
  readonly submitter: PageEventTarget | null;
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
        : PageEvent;
