/** One request of a service. */
export interface Delivery {
  path: '/webhooks/github' | '/webhooks/jenkins';
  /** Without the signature, which depends on the secret. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** What happens, for people. */
  story: string;
}
