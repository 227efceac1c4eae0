/**
 * What a transformed module imports: exported name of `nopal/names` → local name, which no source uses by chance.
 * A module that has one of the local names was transformed already.
 */
export const RUNTIME = {
  enterHook: '__nopal_enter',
  leaveHook: '__nopal_leave',
  stampComponent: '__nopal_stamp',
} as const;
