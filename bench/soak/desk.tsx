import { useEffect, useState } from 'nopal';

/** How many pages have their effect running: what a page holds must go with it. */
export const running = { effects: 0 };

/** A page with something of everybody's, something of one's own, and something to clean up. */
export function Desk() {
  const [news] = useState('none yet');
  const [clicks, setClicks] = useState(0);
  useEffect(() => {
    running.effects++;
    return () => void running.effects--;
  }, []);
  return (
    <main>
      <p>{news}</p>
      <button onClick={() => setClicks((was) => was + 1)}>{`Clicked ${clicks} times`}</button>
    </main>
  );
}
