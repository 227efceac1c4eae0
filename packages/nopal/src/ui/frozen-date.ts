/**
 * A date that cannot be changed. `Object.freeze` does not stop `setFullYear`, and a date in state is everybody's.
 */
export class FrozenDate extends Date {}

for (const name of Object.getOwnPropertyNames(Date.prototype)) {
  if (!name.startsWith('set')) continue;
  Object.defineProperty(FrozenDate.prototype, name, {
    value: () => {
      throw new TypeError(`${name}: a Date in state cannot be changed. Make another one: new Date(date).`);
    },
  });
}
