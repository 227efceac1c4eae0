export function PageFoot() {
  return (
    <footer className="made">
      <h2>How this page is made</h2>
      <p>
        By a component on the server. A background service sets its states by one call of{' '}
        <code>broadcastStateUpdate</code> a second, and the browser gets what that changed on the page: numbers, one bar
        for each chart, one row. No code of this app runs in the browser, and nothing asks.
      </p>
      <p>
        <a href="/static/serverpush/">The other page</a> shows the same figures by remote procedure calls: the values
        alone are on the wire, and code in the browser draws them.
      </p>
    </footer>
  );
}
