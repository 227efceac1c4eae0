/** Shown instead of a page that could not be made. */
export function Failed() {
  return (
    <main>
      <h1>This page could not be shown</h1>
      <p className="lead">Something went wrong on the server. It is in the log; the rest of the app works.</p>
      <p>
        <a href="">Try again</a>
      </p>
    </main>
  );
}
