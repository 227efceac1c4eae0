import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { NotFound, Redirect } from '../ui/outcome.ts';
import { answerOutcome } from './page-route.ts';

const NO_PAGE = 'There is no such page.';
const SOMETHING_WRONG = 'Something went wrong on the server. It was logged; please try again.';

/** What visitors get where there is no page, or where one fails. */
export class FallbackPages {
  /** Answers with the app's own page, if it has one. */
  notFoundPage: ((request: Request) => Response | Promise<Response>) | undefined;
  /** Answers with the app's own page, if it has one, which is given this message. */
  errorPage: ((request: Request, message: string) => Response | Promise<Response>) | undefined;
  readonly #isDevelopment: boolean;
  readonly #logger: Logger;

  /** @param isDevelopment whether visitors may be told what an error says */
  constructor(isDevelopment: boolean, logger: Logger) {
    this.#isDevelopment = isDevelopment;
    this.#logger = logger;
  }

  /** Answers a request for what is not there. */
  notFound(c: Context): Response | Promise<Response> {
    return this.notFoundPage?.(c.req.raw) ?? c.text(NO_PAGE, 404);
  }

  /** Answers a request whose handler threw. */
  async failed(error: Error, c: Context): Promise<Response> {
    // A middleware's answer, such as 401.
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof Redirect) return answerOutcome(error, c.req.raw);
    if (error instanceof NotFound) return this.#notFoundFor(c);
    const { method, path } = c.req;
    this.#logger.error({ err: error, method, path }, `${method} ${path} failed`);
    try {
      const shown = await this.errorPage?.(c.req.raw, this.#isDevelopment ? error.message : SOMETHING_WRONG);
      if (shown !== undefined) return shown;
    } catch (again) {
      this.#logger.error({ err: again }, 'the error page failed too');
    }
    return c.text(SOMETHING_WRONG, 500);
  }

  /** The app's page may be what says that there is none. */
  async #notFoundFor(c: Context): Promise<Response> {
    try {
      return await this.notFound(c);
    } catch (error) {
      this.#logger.error({ err: error }, 'the not-found page failed too');
      return c.text(NO_PAGE, 404);
    }
  }
}
