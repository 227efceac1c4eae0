import { byId, setText } from './element.js';

/** The buttons and choices, and the words beside them. */
export class Controls {
  #status = byId('status');
  #statusText = byId('status-text');
  #more = byId('status-more');
  #message = byId('message');
  #choices = byId('choices');

  /**
   * @param {object} actions what the buttons do
   * @param {() => void} actions.connect
   * @param {() => void} actions.disconnect
   * @param {() => void} actions.subscribe
   * @param {() => void} actions.unsubscribe
   * @param {() => void} actions.choose another delivery, or other streams, were chosen
   */
  constructor(actions) {
    for (const name of ['connect', 'disconnect', 'unsubscribe']) {
      byId(name).addEventListener('click', (event) => {
        if (isUsable(event.currentTarget)) actions[name]();
      });
    }
    this.#choices.addEventListener('submit', (event) => {
      event.preventDefault();
      if (isUsable(byId('subscribe'))) actions.subscribe();
    });
    this.#choices.addEventListener('change', () => actions.choose());
  }

  /** @returns {{ delivery: 'push' | 'polling', streams: string[] }} what is chosen */
  get chosen() {
    const data = new FormData(this.#choices);
    return { delivery: data.get('delivery'), streams: data.getAll('stream') };
  }

  /**
   * @param {import('../connection.js').Status} status
   * @param {boolean} isSubscribed whether a subscription is wanted
   * @param {string} text the status in plain words
   */
  show(status, isSubscribed, text) {
    this.#status.dataset.state = status.state;
    setText(this.#statusText, text);
    this.showWait(status);
    setUsable('connect', status.state === 'off' || status.state === 'waiting');
    setUsable('disconnect', status.state !== 'off');
    setUsable('subscribe', !isSubscribed);
    setUsable('unsubscribe', isSubscribed);
  }

  /** How long it still waits. It changes every second, so it is not part of what is read out. */
  showWait(status) {
    const seconds = status.state === 'waiting' ? Math.max(0, Math.ceil((status.at - Date.now()) / 1000)) : undefined;
    setText(this.#more, seconds === undefined ? '' : `Next try in ${seconds} s.`);
  }

  /**
   * @param {string} text what is to be known just now, in plain words
   * @param {'hint' | 'problem' | 'past'} kind `past` is a problem that is over
   */
  tell(text, kind) {
    this.#message.dataset.kind = kind;
    setText(this.#message, text);
  }
}

// Not `disabled`: a button that is must not take the focus with it when it is pressed.
function setUsable(id, isUsable) {
  byId(id).setAttribute('aria-disabled', String(!isUsable));
}

function isUsable(button) {
  return button.getAttribute('aria-disabled') !== 'true';
}
