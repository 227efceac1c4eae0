/** What code that the source transform adds calls. Not meant to be called by hand. */
export { stampComponent } from './ui/component.ts';
export { enterHook, leaveHook } from './ui/frame.ts';
