import { Link, useLocation } from 'nopal';

export function NotFound() {
  const { path } = useLocation();
  return (
    <main>
      <h1>There is no such page</h1>
      <p className="lead">
        Nothing is at <code>{path}</code>. What was there may be gone, such as an old export.
      </p>
      <p>
        <Link href="/deployment/dashboard">Go to the deployments</Link>
      </p>
    </main>
  );
}
