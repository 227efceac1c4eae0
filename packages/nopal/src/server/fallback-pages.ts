import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { NotFound, Redirect } from '../ui/outcome.ts';
import { answerOutcome } from './page-route.ts';

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
    return this.notFoundPage?.(c.req.raw) ?? c.text('There is no such page.', 404);
  }

  /** Answers a request whose handler threw. */
  async failed(error: Error, c: Context): Promise<Response> {
    // A middleware's answer, such as 401.
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof NotFound) return this.notFound(c);
    const { method, path } = c.req;
    if (error instanceof Redirect) return answerOutcome(error, method);
    this.#logger.error({ err: error, method, path }, `${method} ${path} failed`);
    try {
      const shown = await this.errorPage?.(c.req.raw, this.#isDevelopment ? error.message : SOMETHING_WRONG);
      if (shown !== undefined) return shown;
    } catch (again) {
      this.#logger.error({ err: again }, 'the error page failed too');
    }
    return c.text(SOMETHING_WRONG, 500);
  }
}
