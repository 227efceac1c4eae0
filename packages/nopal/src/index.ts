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
export type { AppGauges as Gauges } from './server/app-gauges.ts';
export type { Limits } from './protocol/limits.ts';
export { createTopic, createTopicGroup } from './push/topic.ts';
export type {
  AnyTopic,
  AnyTopicGroup,
  Guard,
  SlowPolicy,
  Topic,
  TopicAccess,
  TopicClient,
  TopicDefinition,
  TopicGroup,
  TopicOptions,
  TopicUser,
} from './push/topic.ts';
export { TopicError, TOPIC_ERROR_CODES } from './push/error.ts';
export type { TopicErrorCode } from './push/error.ts';
export { Topics } from './push/topics.ts';
export type { History, HistoryPart, Published, TopicGauges, TopicsOptions } from './push/topics.ts';
export type { Listener, SubscribeOptions, Subscription, TopicMessage } from './push/subscription.ts';
export type { From, Gap, MissedReason, Position, Sink, Start } from './push/sink.ts';
export type { Batch } from './push/batch.ts';
export type { Cursor } from './push/cursor.ts';
export type { Member, PresenceChange, PresentUser, Presence } from './push/presence.ts';
export { MemoryStore } from './push/memory-store.ts';
export type { MemoryStoreOptions } from './push/memory-store.ts';
export type {
  Appended,
  Awaitable,
  HistoryBounds,
  LogName,
  LogRange,
  LogSlice,
  ReadLimits,
  StoredMessage,
  TopicStore,
} from './push/store.ts';
export { usePresence } from './live/topics/use-presence.ts';
export type { PresenceView, UsePresenceOptions } from './live/topics/use-presence.ts';
export { useTopic, useTopics } from './live/topics/use-topic.ts';
export type { TopicView, UseTopicOptions } from './live/topics/use-topic.ts';
export type { ShownMessage } from './live/topics/topic-state.ts';
export type { ShownChange, ShownUser } from './live/topics/presence-state.ts';
export type { AppTopicsOptions } from './server/topics/app-topics.ts';
export type { TopicEventsOptions } from './server/topics/events.ts';
export type { Missed, TopicEndpointOptions, TopicSocketOptions } from './server/topics/plain-options.ts';
export type { Show } from './server/topics/rendition.ts';
export type { Identify } from './server/topics/access.ts';
export type { TopicLimits } from './protocol/topic-limits.ts';
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
export { setRpcProtocol } from './server/rpc/rpc-protocol.ts';
export type {
  RpcBatchAnswer,
  RpcEnding,
  RpcGauges,
  RpcHost,
  RpcProtocol,
  RpcSeat,
  RpcServer,
} from './server/rpc/rpc-protocol.ts';
export type { RpcLimits } from './server/rpc/rpc-limits.ts';
export type { MakeRpcTarget, RpcCaller, RpcOptions, RpcTransportName } from './server/rpc/rpc-options.ts';
