import { Link, Page, redirect, useState, useTitle } from 'nopal';

export function Office() {
  return (
    <>
      <Link href="/office/jobs">Jobs</Link>
      <div>
        <Page />
      </div>
    </>
  );
}

export function Notes() {
  const [unread] = useState(0);
  useTitle(unread === 0 ? 'Notes' : `(${unread}) Notes`);
  return (
    <form onSubmit={({ data }) => redirect(`/office/jobs?note=${String(data['text'])}`)}>
      <input name="text" />
    </form>
  );
}
