import { useState } from 'nopal';

interface Job {
  id: string;
  name: string;
  percent: number;
}

export function Jobs() {
  const [status] = useState('Idle');
  const [jobs] = useState<Job[]>([{ id: 'a', name: 'Ann', percent: 10 }]);
  const [hidden, setHidden] = useState(false);
  return (
    <main className={status.toLowerCase()}>
      <p>{`The build is ${status} since this page was opened.`}</p>
      <ul>{hidden ? null : jobs.map((job) => <li key={job.id}>{`${job.name}: ${job.percent}%`}</li>)}</ul>
      <button onClick={() => setHidden((was) => !was)}>{hidden ? 'Show' : 'Hide'}</button>
    </main>
  );
}
