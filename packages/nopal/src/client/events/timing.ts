import type { EventOptions } from '../../protocol/event-options.ts';

/** Events that come many times a second, and how often they are told unless the page says otherwise, in milliseconds. */
const MANY = /^(?:(?:mouse|pointer|touch)move|drag|dragover|scroll|wheel|resize|timeupdate)$/;
const MANY_MS = 100;

/** An event that waits to be told. */
export interface Held {
  /** The innermost element that listens. */
  readonly element: Element;
  readonly event: Event;
  /** What it was raised on. Browsers take it from an event of a shadow tree when all have heard it. */
  readonly target: Element;
  /** A form that is told of it, too. */
  readonly form: HTMLFormElement | undefined;
}

/** What to do with events. */
export interface TimingHost {
  /** The server is told of it now. */
  tell(held: Held): void;
  /** It waits from now on. */
  wait(held: Held): void;
  /** It waits no more. */
  waited(held: Held): void;
}

/** What is under way for one type of event of one element. */
interface Course {
  timer?: ReturnType<typeof setTimeout> | undefined;
  held?: Held | undefined;
}

/** When events are told: at once, when no other came for a while, or at most so often. The last one always is. */
export class Timing {
  readonly #host: TimingHost;
  readonly #courses = new WeakMap<Element, Map<string, Course>>();
  /** Those that hold an event, the one that was heard last at the end. */
  readonly #holding = new Set<Course>();

  constructor(host: TimingHost) {
    this.#host = host;
  }

  /** Tells an event, now or later. */
  hear(held: Held, options: EventOptions): void {
    const { debounce, throttle = MANY.test(held.event.type) ? MANY_MS : 0 } = options;
    const ms = debounce ?? throttle;
    const course = this.#courseOf(held);
    if (ms === 0 || (debounce === undefined && course.timer === undefined)) {
      this.flush();
      this.#host.tell(held);
      if (ms > 0) this.#pause(course, ms);
      return;
    }
    const before = course.held;
    course.held = held;
    this.#host.wait(held);
    if (before !== undefined) this.#host.waited(before);
    this.#holding.delete(course);
    this.#holding.add(course);
    if (debounce !== undefined) {
      clearTimeout(course.timer);
      course.timer = setTimeout(() => this.#release(course), ms);
    }
  }

  /** Tells all that wait, in their order. */
  flush(): void {
    for (const course of this.#holding) this.#release(course);
  }

  /** Keeps others back for a while; the last of them is told then, and keeps back others in turn. */
  #pause(course: Course, ms: number): void {
    course.timer = setTimeout(() => {
      course.timer = undefined;
      if (this.#release(course)) this.#pause(course, ms);
    }, ms);
  }

  #release(course: Course): boolean {
    const { held } = course;
    if (held === undefined) return false;
    course.held = undefined;
    this.#holding.delete(course);
    this.#host.tell(held);
    this.#host.waited(held);
    return true;
  }

  #courseOf({ element, event }: Held): Course {
    let courses = this.#courses.get(element);
    if (courses === undefined) this.#courses.set(element, (courses = new Map<string, Course>()));
    let course = courses.get(event.type);
    if (course === undefined) courses.set(event.type, (course = {}));
    return course;
  }
}
