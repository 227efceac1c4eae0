/** What handlers get and `on` takes, checked by the compiler alone: every `@ts-expect-error` is an error that must stay. */
import { on, type HandlerOptions, type PageEventHandler } from 'nopal';
import type {
  CustomPageEvent,
  EventOf,
  FormFields,
  FormPageEvent,
  InputPageEvent,
  KeyPageEvent,
  PageEvent,
  PointerPageEvent,
} from '../../src/ui/event-types.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Proof extends true>(): void {}

declare const state: { readonly slow: boolean };
declare const options: HandlerOptions;
declare const save: PageEventHandler<InputPageEvent>;

// `on` keeps the kind of its handler.
assertType<Equal<ReturnType<typeof on<KeyPageEvent>>, PageEventHandler<KeyPageEvent>>>();
void (
  <>
    <input onInput={on((event) => assertType<Equal<typeof event, InputPageEvent>>(), { debounce: 300 })} />
    <input onKeyDown={on((event) => event.key, { key: ['Enter', 'Control+s'], preventDefault: true })} />
    <input onKeyDown={on(async ({ value = '' }) => value.trim(), { key: 'Enter' })} />
    <div onMouseMove={on((event) => assertType<Equal<typeof event, PointerPageEvent>>(), { throttle: 100 })} />
    <button onClick={on(() => undefined, { once: true, stopPropagation: state.slow })} />
    <input onInput={on(save, { debounce: state.slow ? 500 : undefined })} />
    <input onInput={on(on(save, options), { throttle: 5 })} />
    <form onSubmit={on((event) => assertType<Equal<typeof event, FormPageEvent>>(), {})} />
    <p on:ping={on((event) => assertType<Equal<typeof event, CustomPageEvent>>(), { once: true })} />
    {/* @ts-expect-error a handler of fields is none of clicks */}
    <button onClick={on(save, {})} />
    {/* @ts-expect-error no such option */}
    <button onClick={on(() => undefined, { delay: 300 })} />
    {/* @ts-expect-error milliseconds are a number */}
    <button onClick={on(() => undefined, { debounce: '300ms' })} />
    {/* @ts-expect-error keys have names */}
    <input onKeyDown={on(() => undefined, { key: 13 })} />
    {/* @ts-expect-error options are what it is for */}
    <button onClick={on(() => undefined)} />
  </>
);

// Custom events, by their exact names, on every kind of element.
assertType<Equal<EventOf<'on:point-chosen'>, CustomPageEvent>>();
void (
  <>
    <my-chart points={3} on:point-chosen={(event: CustomPageEvent) => String(event.detail)} />
    <div on:pointChosen={(event) => assertType<Equal<typeof event, CustomPageEvent>>()} />
    <svg on:zoom={(event) => void event.detail} />
    <math on:zoom={(event) => void event.detail} />
    <input on:clear={state.slow && (() => undefined)} on:other={null} />
    {/* @ts-expect-error a handler is a function */}
    <div on:zoom="alert(1)" />
    {/* @ts-expect-error what comes from a browser has to be checked first */}
    <div on:zoom={(event) => event.detail.level} />
    {/* @ts-expect-error a custom event has no key */}
    <div on:zoom={(event: KeyPageEvent) => event.key} />
  </>
);

// What there is in events.
declare const event: PageEvent;
declare const input: InputPageEvent;
declare const form: FormPageEvent;
assertType<Equal<typeof event.value, string | undefined>>();
assertType<Equal<typeof event.target.values, readonly string[] | undefined>>();
assertType<Equal<typeof input.value, string>>();
assertType<Equal<typeof input.data, FormFields | undefined>>();
assertType<Equal<typeof form.data, FormFields>>();
const title = form.data['title'];
assertType<Equal<typeof title, string | readonly string[] | undefined>>();
// @ts-expect-error events are data that nobody changes
form.data['title'] = 'x';
// @ts-expect-error nor the chosen options
input.target.values?.push('x');

// Fields
void (
  <>
    <select multiple value={['a', 'b']} />
    <select multiple defaultValue={['a']} />
    <select value={null} />
    <input value={null} />
    <input type="checkbox" checked={null} />
    {/* @ts-expect-error a default has nothing to empty */}
    <input defaultValue={null} />
    {/* @ts-expect-error nor has a title */}
    <p title={null} />
    <details open={state.slow} />
    <dialog open={false} />
  </>
);
