/** @returns {HTMLElement} the element with this id. @throws Error when the page has none */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element with the id "${id}".`);
  return element;
}

/** An element with texts or elements in it. Whatever comes from the server goes in as text. */
export function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

/** Sets a text where it is another one: what did not change is not read out, selected or laid out again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
