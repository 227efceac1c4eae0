export { createApp, App } from './server/app.ts';
export type { AppOptions, PageOptions } from './server/app.ts';
export type { DocumentOptions } from './server/document.ts';
export type { Address, ListenOptions } from './server/listening.ts';
export type { LogLevels, LogPart } from './server/logging.ts';
export type {
  BackgroundService,
  HostedService,
  ServiceClass,
  ServiceContext,
  ServiceFunction,
} from './server/services.ts';
export { ComponentStateUpdater } from './live/updater.ts';
export type {
  ClusterUpdater,
  ComponentHandle,
  ComponentPredicate,
  ComponentType,
  PushOptions,
  Pushes,
  StateUpdates,
  Update,
} from './live/updater-types.ts';
export { NopalError, ERROR_CODES } from './protocol/error.ts';
export type { ErrorCode } from './protocol/error.ts';
export type { Gauges } from './live/gauges.ts';
export type { Limits } from './protocol/limits.ts';
export { memo } from './ui/component.ts';
export type { Component } from './ui/component.ts';
export { createContext } from './ui/context.ts';
export type { Context } from './ui/context.ts';
export type { Data } from './ui/data.ts';
export { createElement, Fragment } from './ui/element.ts';
export type {
  FieldTarget,
  FormPageEvent,
  InputPageEvent,
  KeyPageEvent,
  PageEvent,
  PageEventHandler,
  PageEventTarget,
  PointerPageEvent,
} from './ui/event-types.ts';
export type { EffectCallback } from './ui/frame.ts';
export { useFrameRate } from './ui/frame-rate.ts';
export {
  useCallback,
  useComponentId,
  useContext,
  useEffect,
  useId,
  useMemo,
  useReducer,
  useRef,
  useState,
} from './ui/hooks.ts';
export type { Dispatch, SetState, StateOptions } from './ui/hooks.ts';
export type { Child, FunctionComponent, Key, JsxElement, JSX } from './ui/jsx-types.ts';
export { createStateKey } from './ui/state-key.ts';
export type { StateKey } from './ui/state-key.ts';
