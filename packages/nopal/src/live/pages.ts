import { NopalError } from '../protocol/error.ts';
import { componentInfo, stampedComponent, type AnyComponent } from '../ui/component.ts';
import { checkFrameRate } from '../ui/frame-rate.ts';
import type { PageType } from './page.ts';

/** The components that are pages here, by the name under which a token or another node refers to them. */
export class Pages {
  readonly #byName = new Map<string, PageType>();

  /**
   * Registers a component as a page; again is harmless.
   *
   * @throws NopalError `component-name` for a component without a name of its own, `page-not-registered` for one that
   * is made anew inside another function
   */
  register(component: AnyComponent): PageType {
    const info = componentInfo(component);
    const name = info.id ?? info.name;
    if (name === '') {
      throw new NopalError(
        'component-name',
        'A page was given as a function without a name, so no other request, node or restart could find it again.',
        'Declare it at the top of a module: function DeploymentDashboard() { … }.',
      );
    }
    const known = this.#byName.get(name);
    // A module that was loaded again brings a new function under the same stamp; that one is the page from now on.
    if (known?.component === component) return known;
    if (known !== undefined && info.id === undefined) {
      throw new NopalError(
        'page-not-registered',
        `Two different functions named ${name} are used as pages; probably one is made anew inside another function.`,
        'Declare page components at the top of a module, each with a name of its own, and pass what varies as props.',
      );
    }
    const type = { name, component, framesPerSecond: known?.framesPerSecond };
    this.#byName.set(name, type);
    return type;
  }

  /**
   * Sets how often, per second, the viewers of a page get a frame at most.
   *
   * @throws NopalError `frame-rate`
   */
  limitRate(type: PageType, framesPerSecond: number | undefined): void {
    if (framesPerSecond !== undefined) type.framesPerSecond = checkFrameRate(framesPerSecond, `Page ${type.name}`);
  }

  /** The page of this name, if it is registered here or its module is loaded. */
  find(name: string): PageType | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const component = stampedComponent(name);
    return component === undefined ? undefined : this.register(component);
  }
}
