import { useState } from 'nopal';

/** A large text and a small one, each replaced by pushes. */
export function Feed() {
  const [text] = useState('');
  const [tick] = useState('');
  return (
    <main>
      <h1>{tick}</h1>
      <p>{text}</p>
    </main>
  );
}
