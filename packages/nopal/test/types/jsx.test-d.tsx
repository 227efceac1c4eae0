/** What TSX accepts and refuses, checked by the compiler alone: every `@ts-expect-error` is an error that must stay. */
import type { JSX } from 'nopal/jsx-runtime';
import type {
  FormPageEvent,
  InputPageEvent,
  KeyPageEvent,
  PageEvent,
  PointerPageEvent,
} from '../../src/ui/event-types.ts';
import type { Child, FunctionComponent, JsxElement } from '../../src/ui/jsx-types.ts';
import type { MathMLElements } from '../../src/ui/mathml-types.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Proof extends true>(): void {}

declare const box: { readonly current: string };
declare const state: { readonly busy: boolean; readonly error?: string };
declare function later(): Promise<number>;

// Components
const Card = (props: { title: string; size?: number; children?: Child }): Child => <b>{props.title}</b>;
const Late = async (): Promise<JsxElement> => <b />;
const Generic = <T,>(props: { items: readonly T[]; show: (item: T) => Child }): Child => props.items.map(props.show);
const asComponent: FunctionComponent<{ title: string }> = Card;
const Plain: FunctionComponent = () => <hr />;
assertType<Equal<JSX.Element, JsxElement>>();

void (
  <>
    <Card title="a" key={1} />
    <Card title="a" key={1n} size={2}>
      {state.busy && 'busy'} {state.error} {null} {[1, <i key="i" />, [2n, false]]}
    </Card>
    <Generic items={[1, 2]} show={(item) => <li key={item}>{item.toFixed()}</li>} />
    <Plain key="p" />
    {/* @ts-expect-error it takes no props */}
    <Plain title="a" />
    {/* @ts-expect-error title is missing */}
    <Card />
    {/* @ts-expect-error a number is no title */}
    <Card title={1} />
    {/* @ts-expect-error no such prop */}
    <Card title="a" colour="red" />
    {/* @ts-expect-error keys are text or numbers */}
    <Card title="a" key={{}} />
    {/* @ts-expect-error components are not async */}
    <Late />
    {/* @ts-expect-error a promise shows nothing */}
    <p>{later()}</p>
    {/* @ts-expect-error an object is no child */}
    <p>{{ a: 1 }}</p>
    {/* @ts-expect-error nor is a function */}
    <p>{() => 'text'}</p>
    {/* @ts-expect-error nor a date: say how to show it */}
    <p>{new Date()}</p>
  </>
);
void asComponent;

// Attributes
void (
  <>
    <div
      class="a"
      className="b"
      id="c"
      hidden
      tabIndex={0}
      data-count={3}
      data-on={state.busy}
      aria-live="polite"
      ref={box}
    />
    <label htmlFor="name">Name</label>
    <a href="/x" target="_blank" rel="noreferrer" download>
      x
    </a>
    <input type="checkbox" checked={state.busy} defaultChecked readOnly />
    <form action="/save" method="post" />
    <div dangerouslySetInnerHTML={{ __html: '<b>x</b>' }} />
    {/* @ts-expect-error no such tag */}
    <dvi />
    {/* @ts-expect-error browsers know it no more */}
    <keygen />
    {/* @ts-expect-error a number is no class */}
    <div className={1} />
    {/* @ts-expect-error no such attribute */}
    <div href="/x" />
    {/* @ts-expect-error not a button type */}
    <button type="sumbit" />
    {/* @ts-expect-error not a value of aria-live */}
    <div aria-live="loud" />
    {/* @ts-expect-error a browser cannot call a function of the server */}
    <form action={() => undefined} />
    {/* @ts-expect-error it means nothing here */}
    <div suppressHydrationWarning />
    {/* @ts-expect-error HTML is a string */}
    <div dangerouslySetInnerHTML={{ __html: 1 }} />
    {/* @ts-expect-error there are no nodes to call back with */}
    <div ref={(node: unknown) => void node} />
    {/* @ts-expect-error void elements have no content */}
    <br>text</br>
  </>
);

// Styles
void (
  <>
    <div style={{ backgroundColor: 'red', width: 40, WebkitLineClamp: 2, '--hue': 120, color: state.busy && 'red' }} />
    <div style={{ transition: `width ${box.current} ease`, textAlign: 'center' }} />
    {/* @ts-expect-error no such property */}
    <div style={{ colour: 'red' }} />
    {/* @ts-expect-error no such value */}
    <div style={{ textAlign: 'middle' }} />
    {/* @ts-expect-error an object, as in React */}
    <div style="color: red" />
  </>
);

// Handlers
void (
  <>
    <button
      onClick={(event) => {
        assertType<Equal<typeof event, PointerPageEvent>>();
        assertType<Equal<typeof event.idempotencyKey, string>>();
      }}
    />
    <button onClick={later} onFocus={() => [1].push(2)} onBlur={state.busy && (() => undefined)} onPaste={undefined} />
    <button onPointerDown={(event) => assertType<Equal<typeof event, PointerPageEvent>>()} />
    <input onKeyDown={(event) => assertType<Equal<typeof event, KeyPageEvent>>()} />
    <input onInput={(event) => assertType<Equal<typeof event, InputPageEvent>>()} />
    <select onChange={(event) => event.value.trim()} />
    <form onSubmit={(event) => assertType<Equal<typeof event, FormPageEvent>>()} />
    <details onToggle={(event) => assertType<Equal<typeof event, PageEvent>>()} />
    <circle r={1} onClick={(event) => event.shiftKey} />
    <button onGotPointerCapture={(event) => event.button} />
    {/* @ts-expect-error a handler is a function */}
    <button onClick="alert(1)" />
    {/* @ts-expect-error a click has no key */}
    <button onClick={(event: KeyPageEvent) => event.key} />
    {/* @ts-expect-error there is no DOM behind an event */}
    <button onClick={(event) => event.preventDefault()} />
    {/* @ts-expect-error events are data */}
    <input onInput={(event) => void (event.target.value = '')} />
    {/* @ts-expect-error not every target has a value */}
    <button onClick={(event) => event.target.value.trim()} />
    {/* @ts-expect-error there is no capture phase */}
    <button onClickCapture={() => undefined} />
  </>
);

// SVG, MathML, custom elements
void (
  <>
    <svg viewBox="0 0 1 1" strokeWidth={2}>
      <path d="M0 0" fill="none" />
    </svg>
    <math display="block">
      <mfrac linethickness="2px" class="half">
        <mn>1</mn>
        <mo stretchy={false}>−</mo>
      </mfrac>
      <annotation-xml encoding="text/html">
        <b>x</b>
      </annotation-xml>
    </math>
    <x-chart points={3} live label="a" class="big" style={{ width: 1 }} onClick={() => undefined} key="k">
      <b slot="title">x</b>
    </x-chart>
    {/* @ts-expect-error not a fill */}
    <path fill={{}} />
    {/* @ts-expect-error not a display */}
    <math display="flex" />
    {/* @ts-expect-error attributes are text, numbers and flags */}
    <x-chart points={{ a: 1 }} />
    {/* @ts-expect-error a number is no class there either */}
    <x-chart class={1} />
  </>
);
// The DOM's own list of MathML tags, without what HTML has as well and what has a dash.
assertType<Equal<keyof MathMLElements, Exclude<keyof MathMLElementTagNameMap, 'a' | 'annotation-xml'>>>();
