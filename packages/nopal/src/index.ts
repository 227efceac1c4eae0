export { createApp, App } from './server/app.ts';
export type { AppOptions } from './server/app-options.ts';
export type { FallbackOptions, Outcome, PageOptions, RenderOptions, Shell } from './server/page-options.ts';
export type { RouteProps, Visit } from './server/visit.ts';
export type { DocumentOptions, FrameOptions, HeadOptions } from './server/document.ts';
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
export { on } from './ui/event-options.ts';
export type { HandlerOptions } from './ui/event-options.ts';
export type {
  CustomPageEvent,
  FieldTarget,
  FormFields,
  FormPageEvent,
  InputPageEvent,
  KeyPageEvent,
  PageEvent,
  PageEventHandler,
  PageEventTarget,
  PointerPageEvent,
} from './ui/event-types.ts';
export { ErrorBoundary } from './ui/error-boundary.ts';
export type { BoundaryFailure, ErrorBoundaryProps } from './ui/error-boundary.ts';
export type {
  FieldFunction,
  FieldName,
  Form,
  FormErrors,
  FormOptions,
  FormProps,
  FormStatus,
  FormValues,
  PlainFormOptions,
  SchemaFormOptions,
  SubmitContext,
} from './ui/form-types.ts';
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
export { Link } from './ui/link.ts';
export type { LinkProps } from './ui/link.ts';
export { notFound, redirect } from './ui/outcome.ts';
export type { NavigateOptions, NotFound, Redirect } from './ui/outcome.ts';
export { Page } from './ui/page-slot.ts';
export { useLocation, useParams, useQuery } from './ui/route.ts';
export type { Location, Query } from './ui/route.ts';
export type { TaskContext, TaskStatus, TaskWork } from './ui/task-runs.ts';
export { useForm } from './ui/use-form.ts';
export { useNavigate } from './ui/use-navigate.ts';
export type { Navigate } from './ui/use-navigate.ts';
export { useTask } from './ui/use-task.ts';
export type { Task, TaskOptions } from './ui/use-task.ts';
export { useTitle } from './ui/use-title.ts';
export { createStateKey } from './ui/state-key.ts';
export type { StateKey } from './ui/state-key.ts';
