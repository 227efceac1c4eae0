export function PageHead() {
  return (
    <header className="masthead">
      <div>
        <h1>System metrics</h1>
        <p className="lead">What the server does, once a second, drawn by the server and pushed as what changed.</p>
      </div>
      <nav className="ways" aria-label="Two ways to make this page">
        <a href="/static/serverpush/">Cap'n Web RPC</a>
        <a href="/" aria-current="page">
          nopal page
        </a>
      </nav>
    </header>
  );
}
